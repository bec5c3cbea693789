use super::*;
use crate::UnknownMembers;
use crate::error::ErrorKind;
use crate::transport::answer::tests::{OTHERS, Thing, answer, fails};
use crate::transport::history::History;

#[derive(Clone, Default, PartialEq)]
struct Things {
    things: Vec<Thing>,
    status: Option<String>,
    unknown_members: UnknownMembers,
}
crate::object! { Things {
    "things" => things: list, "status" => status: optional, unknown => unknown_members
} }

impl Page for Things {
    type Item = Thing;
    const ITEMS: &'static str = "things";

    fn next(&self) -> Option<crate::PagePosition> {
        None
    }

    fn items(&self) -> &[Thing] {
        &self.things
    }

    fn into_items(self) -> Vec<Thing> {
        self.things
    }
}

fn page(body: &str) -> Result<Response<Things>> {
    page_of(answer(body))
}

fn page_of(answer: Answer) -> Result<Response<Things>> {
    let page = answer.read_page(new_page::<Things>)?;
    Ok(answer.with(downcast(page)))
}

/// What a stream reads.
fn rows(body: &str) -> Result<Response<Things>> {
    let answer = answer(body);
    answer.rows().map(|page| answer.with(page))
}

#[test]
fn other_content_is_an_error_with_the_body() {
    for body in OTHERS {
        fails(body, page(body));
        fails(body, rows(body));
    }
    for body in ["", " \n", "null", "[]", "[null]", "{}", "[{}]"] {
        fails(body, page(body));
        fails(body, rows(body));
    }
}

#[test]
fn a_page_must_have_a_list_of_rows_which_may_be_empty() {
    for body in [
        r#"{"things":[]}"#,
        r#"{"things":null}"#,
        r#"{"things":{}}"#,
        r#"{"things":[{"id":1}],"message":"x"}"#,
        r#"{"things":[],"message":"x","errors":[]}"#,
        r#"[{"things":[]}]"#,
    ] {
        assert!(page(body).is_ok(), "{body}");
        assert!(rows(body).is_ok(), "{body}");
    }
    for body in [
        r#"{"status":"x"}"#,
        r#"{"_links":{}}"#,
        r#"{"things":[],"error_key":"throttled"}"#,
    ] {
        fails(body, page(body));
        fails(body, rows(body));
    }
    let pending = Answer {
        history: History::of_first("read", StatusCode::ACCEPTED),
        ..answer(r#"{"status":"x"}"#)
    };
    assert!(page_of(pending).is_ok());
}

/// A page of a caller who has left the rest to serde.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Own {
    rows: Vec<i64>,
}

impl Page for Own {
    type Item = i64;
    const ITEMS: &'static str = "rows";

    fn next(&self) -> Option<crate::PagePosition> {
        None
    }

    fn items(&self) -> &[i64] {
        &self.rows
    }

    fn into_items(self) -> Vec<i64> {
        self.rows
    }
}

#[test]
fn a_page_of_the_callers_type_must_have_its_rows_too() {
    for body in [
        r#"{"rows":[]}"#,
        r#"{"rows":[1]}"#,
        r#"{"rows":[],"error_key":""}"#,
    ] {
        assert!(answer(body).rows::<Own>().is_ok(), "{body}");
    }
    for body in OTHERS
        .into_iter()
        .chain(["{}", r#"{"rows":[],"error_key":"throttled"}"#])
    {
        let error = answer(body).rows::<Own>().map(|_| ()).expect_err(body);
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.body(), body);
    }
    let broken = answer(r#"{"rows":["a"],"next_cursor":"1"}"#).rows::<Own>();
    assert!(broken.err().unwrap().next_page().is_some());
}
