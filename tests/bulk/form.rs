//! The upload form of an import.

/// The name and the content of the file in a form, which is its first part.
pub fn file(form: &[u8]) -> (String, &[u8]) {
    let end = find(form, b"\r\n").unwrap();
    let boundary = [b"\r\n", &form[..end]].concat();
    let content = find(form, b"\r\n\r\n").unwrap() + 4;
    let head = std::str::from_utf8(&form[..content]).unwrap();
    let name = head
        .split("filename=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    // The rest after the file is short, and searching 4 MB is slow without optimisation.
    let tail = form.len().saturating_sub(4_096).max(content);
    let length = find(&form[tail..], &boundary).unwrap() + tail - content;
    (name.to_owned(), &form[content..content + length])
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
