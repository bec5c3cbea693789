//! The pages for a person: plain HTML, without scripts and without anything from elsewhere.

use crate::answer::Answer;
use crate::html::Escaped;

/// What a person is asked.
pub(super) struct Question<'a> {
    /// Where the decision is sent.
    pub action: &'a str,
    pub client_id: &'a str,
    pub account: &'a str,
    pub scopes: &'a [String],
    /// What is sent along with the decision.
    pub fields: &'a [(&'a str, &'a str)],
    /// Whether the application wants the person to sign in again.
    pub signs_in_again: bool,
}

/// The page that asks a person to allow an application.
pub(super) fn consent(question: &Question<'_>) -> Answer {
    let mut scopes = String::new();
    for scope in question.scopes {
        scopes += &format!("<li>{}</li>\n", Escaped(scope));
    }
    let mut fields = String::new();
    for (name, value) in question.fields {
        let (name, value) = (Escaped(name), Escaped(value));
        fields += &format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n");
    }
    let again = match question.signs_in_again {
        true => "<p>The application asks you to sign in again.</p>\n",
        false => "",
    };
    let (application, account) = (Escaped(question.client_id), Escaped(question.account));
    let action = Escaped(question.action);
    html(
        200,
        "Allow an application",
        &format!(
            "<p>The application <b>{application}</b> asks for access to the account <b>{account}</b>:</p>\n\
             <ul>\n{scopes}</ul>\n{again}\
             <form method=\"post\" action=\"{action}\">\n{fields}\
             <button name=\"decision\" value=\"allow\">Allow</button>\n\
             <button name=\"decision\" value=\"deny\">Deny</button>\n</form>\n"
        ),
    )
}

/// The page on which a person enters the code of a device.
pub(super) fn code(action: &str, problem: Option<&str>) -> Answer {
    let status = if problem.is_some() { 400 } else { 200 };
    let problem = problem.map(|problem| format!("<p role=\"alert\">{}</p>\n", Escaped(problem)));
    let (problem, action) = (problem.unwrap_or_default(), Escaped(action));
    html(
        status,
        "Connect a device",
        &format!(
            "{problem}<form method=\"get\" action=\"{action}\">\n\
             <label>The code that the device shows: <input name=\"user_code\" required autofocus></label>\n\
             <button>Continue</button>\n</form>\n"
        ),
    )
}

/// The page after a decision.
pub(super) fn done(text: &str) -> Answer {
    html(200, "Thank you", &format!("<p>{}</p>\n", Escaped(text)))
}

/// The page about a request that the browser cannot be redirected from.
pub(super) fn problem(text: &str) -> Answer {
    let text = format!("<p role=\"alert\">{}</p>\n", Escaped(text));
    html(400, "The request is not valid", &text)
}

fn html(status: u16, title: &str, content: &str) -> Answer {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} – sandbox</title>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{content}</main>\n</body>\n</html>\n"
    );
    Answer::text(status, "text/html; charset=utf-8", page)
        .header("cache-control", "no-store")
        .header(
            "content-security-policy",
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        )
        // The address of the page has the state in it.
        .header("referrer-policy", "no-referrer")
}

#[cfg(test)]
mod tests;
