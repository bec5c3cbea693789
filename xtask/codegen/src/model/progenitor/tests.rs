use super::{module, quietly};

#[test]
fn a_missing_module_is_named() {
    let file: syn::File = syn::parse_str("mod a { struct B; }").unwrap();
    assert_eq!(module(&file.items, "a").unwrap().len(), 1);
    assert_eq!(
        module(&file.items, "b").err().unwrap(),
        "there is no module `b`"
    );
}

#[test]
fn a_panic_becomes_its_message_on_one_line() {
    let message = quietly(|| -> () { panic!("a\nb") }).unwrap_err();
    assert_eq!(message, "a b");
}
