use super::RustType;

fn read(text: &str) -> Result<RustType, String> {
    RustType::read(&syn::parse_str(text).unwrap())
}

#[test]
fn the_types_that_progenitor_writes_are_known() {
    for (written, expected) in [
        (
            "::std::option::Option<::std::string::String>",
            "Option<String>",
        ),
        ("::std::vec::Vec<::std::option::Option<i64>>", "Vec<i64>"),
        (
            "std::collections::BTreeMap<::std::string::String, ::std::option::Option<i64>>",
            "Map<i64>",
        ),
        (
            "std::collections::BTreeMap<::std::string::String, ::serde_json::Value>",
            "Map<Value>",
        ),
        (
            "::std::boxed::Box<::std::option::Option<types::Thing>>",
            "Option<Thing>",
        ),
        ("types::Thing", "Thing"),
        ("crate::Timestamp", "Timestamp"),
        ("::serde_json::Value", "Value"),
        (
            "std::collections::BTreeMap<::std::string::String, i64>",
            "Map<i64>",
        ),
    ] {
        assert_eq!(read(written).unwrap().to_string(), expected);
    }
}

#[test]
fn any_other_type_is_refused() {
    for other in ["u8::Thing", "&str", "(i64,)", "::std::option::Option"] {
        let error = read(other).unwrap_err();
        assert!(error.starts_with("no rule for the type"), "{error}");
    }
}

#[test]
fn what_a_type_contains_is_found() {
    let ty = read("::std::option::Option<::std::vec::Vec<types::Thing>>").unwrap();
    let thing = RustType::Contract("Thing".to_owned());
    assert_eq!(ty.required().item(), Some(&thing));
    assert_eq!(ty.innermost(), &thing);
    assert_eq!((ty.item(), thing.optional()), (None, None));
}
