use super::*;

#[test]
fn every_example_is_a_module_with_its_hidden_lines() {
    let client = "/**Reads.\n\n```no_run\n# fn a() {\nlet x = 1;\n# }\n```\n\nMore.*/\nfn a() {}\n\
                      /**Writes.\n\n```no_run\n# fn b() {}\n```*/\nfn b() {}\n";
    let text = examples(client);
    let modules = syn::parse_file(&text).map(|file| file.items.len());
    assert!(matches!(modules, Ok(2)), "{text}");
    assert!(text.contains("    fn a() {\n    let x = 1;\n"), "{text}");
}
