use super::*;
use proptest::prelude::*;

fn template(max_items: u64, max_bytes: usize) -> BodyTemplate {
    BodyTemplate {
        before: r#"{"ids":["#.to_owned(),
        after: "]}",
        max_items,
        max_bytes,
    }
}

#[test]
fn an_item_that_is_too_long_is_named() {
    let mut packer = Packer::new(template(10, 20));
    assert!(packer.push(b"1").unwrap().is_none());
    let error = packer.push(&[b'2'; 20]).unwrap_err();
    assert!(error.to_string().contains("item 2"), "{error}");
}

#[test]
fn without_items_there_is_no_body() {
    assert!(Packer::new(template(1, 100)).finish().is_none());
}

proptest! {
    #[test]
    fn every_item_is_in_exactly_one_body_within_the_limits(
        items in proptest::collection::vec("[a-z]{0,12}", 0..60),
        max_items in 1_u64..8,
        max_bytes in 26_usize..80,
    ) {
        let mut packer = Packer::new(template(max_items, max_bytes));
        let mut bodies = Vec::new();
        for item in &items {
            let item = serde_json::to_vec(item).unwrap();
            bodies.extend(packer.push(&item).unwrap());
        }
        bodies.extend(packer.finish());
        let (mut joined, mut next) = (Vec::new(), 1);
        for packed in bodies {
            prop_assert!(packed.body.len() <= max_bytes);
            let body: serde_json::Value = serde_json::from_slice(&packed.body).unwrap();
            let ids: Vec<String> = serde_json::from_value(body["ids"].clone()).unwrap();
            prop_assert_eq!(packed.items.clone(), next..next + ids.len() as u64);
            prop_assert!((1..=max_items).contains(&(ids.len() as u64)));
            next = packed.items.end;
            joined.extend(ids);
        }
        prop_assert_eq!(joined, items);
    }
}
