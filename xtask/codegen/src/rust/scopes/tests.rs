use super::*;
use crate::docs::read;
use crate::fixture::Contract;
use serde_json::json;

#[test]
fn scopes_with_a_plain_name_become_variants_with_their_words() {
    let mut model = Contract::new()
        .query(json!({"type": "string"}))
        .model()
        .unwrap();
    let declared = [
        "new_data",
        "old_data",
        "v3/general.part",
        "unknown",
        "offline_access",
    ];
    model.scopes = declared.map(str::to_owned).into();
    let docs = read("d", &json!({"scopes": {"old_data": "What was."}})).unwrap();
    let text = scopes(&model, &docs).unwrap();
    for part in [
        "    ///`new_data`.\n    NewData,\n    ///`old_data`: What was.\n    OldData,\n",
        "assert_eq!(Scope::NewData.to_string(), \"new_data\");",
        "(Scope::NewData, \"new_data\", \"NewData\"),",
        "(Scope::OfflineAccess, \"offline_access\", \"OfflineAccess\"),",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(text.matches("OfflineAccess,").count(), 2, "{text}");
    assert!(!text.contains("general"), "{text}");
}
