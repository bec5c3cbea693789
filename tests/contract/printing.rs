//! No text of any type is printed unless it is an id or a time: neither by `Debug` nor by the error
//! of an answer that cannot be read. Types and their texts follow the converted contract.

use crate::difference::{read, short};
use crate::fill::{Kind, Place, Values, named};
use crate::generated_schemas::check_all;
use crate::schemas::{Checks, SCHEMAS};
use constant_contact::http::Method;
use constant_contact::{Client, RetryPolicy, Unlimited};
use constant_contact_sandbox::{Contents, Sandbox, ScriptedAnswer};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

/// The kind of texts in a document.
#[derive(Clone, Copy, PartialEq)]
enum Texts {
    /// Texts about a person, everywhere: also in ids, times, links and enumerations.
    People,
    /// Short tokens, which look like ids; times are times and enumerations have their values.
    Tokens,
}

/// A document of a type, and its contents.
struct Document {
    texts: Texts,
    /// Each token with its property, and whether that is an id.
    tokens: Vec<(String, String, bool)>,
    /// Each number with its property, and whether it may be shown.
    numbers: Vec<(String, i64, bool)>,
}

const TIME: &str = "2016-03-03T10:53:04-05:00";

/// Whether a text of the property may be shown as an id.
fn is_id(place: Place<'_>) -> bool {
    let schema = &SCHEMAS[place.owner]["properties"][place.property];
    let last = place.property.rsplit('_').next().unwrap();
    let others = ["external_id", "partner_account_id"];
    let is_named_so = ["id", "ids", "uuid"].contains(&last) && !others.contains(&place.property);
    let is_uuid = schema["x-format"] == "uuid" || schema["items"]["x-format"] == "uuid";
    (is_uuid || is_named_so) && !is_personal(place.property) && !place.in_map
}

/// Whether only the presence of a value is shown.
fn is_personal(property: &str) -> bool {
    property.contains("birth") || property.contains("anniversary")
}

impl Document {
    fn new(texts: Texts) -> Self {
        Self {
            texts,
            tokens: Vec::new(),
            numbers: Vec::new(),
        }
    }

    fn text(&mut self, property: &str, id: bool) -> String {
        match self.texts {
            Texts::People => format!("MARK \"{}\" <mark@{property}.example>", self.tokens.len()),
            Texts::Tokens => {
                let token = format!("MARK-{}-", self.tokens.len());
                self.tokens.push((property.to_owned(), token.clone(), id));
                token
            }
        }
    }
}

impl Values for Document {
    fn whole(&mut self, place: Place<'_>, name: Option<&str>, schema: &Value) -> Option<Value> {
        let people = self.texts == Texts::People;
        let mut text = |id| self.text(place.property, id);
        Some(match name? {
            "Timestamp" if !people => json!(TIME),
            "SendTime" if !people => json!("0"),
            "Link" => json!({"href": format!("/v3/x?email={}", text(false))}),
            "ActivityMessage" => json!({"message": text(false)}),
            "Timestamp" | "SendTime" | "StringOrInteger" => json!(text(is_id(place))),
            _ if schema.get("enum").is_some() && people => json!(text(false)),
            _ => return None,
        })
    }

    fn value(&mut self, place: Place<'_>, kind: Kind, schema: &Value) -> Value {
        let property = place.property;
        match kind {
            Kind::Listed => schema["enum"][0].clone(),
            Kind::Text => json!(self.text(property, is_id(place))),
            Kind::Integer | Kind::Number => {
                let number = 770_000_000 + i64::try_from(self.numbers.len()).unwrap();
                let is_shown = !is_personal(property) && !place.in_map;
                self.numbers.push((property.to_owned(), number, is_shown));
                json!(number)
            }
            Kind::Boolean => json!(true),
            Kind::Object | Kind::Anything => {
                json!({self.text(property, false): [self.text(property, false)]})
            }
        }
    }

    fn entries(&self, _: &Value) -> usize {
        2
    }

    fn key(&mut self, place: Place<'_>) -> String {
        self.text(place.property, false)
    }

    /// A member for which the type has no field, or which goes into its map. Its name may be shown.
    fn undeclared(&mut self, _: &str) -> Option<(String, Value)> {
        let name = match self.texts {
            Texts::People => self.text("unknown", false),
            Texts::Tokens => "member_of_tomorrow".to_owned(),
        };
        Some((name, json!(self.text("unknown", false))))
    }
}

/// A value of the type, and what it was filled with.
fn filled<T: DeserializeOwned>(name: &str, texts: Texts) -> (T, Document) {
    let mut document = Document::new(texts);
    let json = named(&SCHEMAS, name, &mut document);
    let read = read(&json).unwrap_or_else(|error| panic!("{name} {error}"));
    (read, document)
}

#[test]
fn no_text_of_any_type_is_printed_except_ids_and_times() {
    struct Printed;
    impl Checks for Printed {
        fn check<T: DeserializeOwned + Debug>(&mut self, name: &str) {
            let (person, _): (T, _) = filled(name, Texts::People);
            for printed in [format!("{person:?}"), format!("{person:#?}")] {
                let mark = printed.to_lowercase().find("mark");
                let mark = mark.map(|at| printed[..at].lines().last());
                assert_eq!(mark, None, "{name} prints a text after this");
            }
            let (thing, document): (T, _) = filled(name, Texts::Tokens);
            let printed = format!("{thing:?}");
            for (property, token, id) in &document.tokens {
                let is_shown = printed.contains(token);
                assert_eq!(is_shown, *id, "{name}: {property} as {token} is shown");
            }
            for (property, number, shown) in &document.numbers {
                let is_shown = printed.contains(&number.to_string());
                assert_eq!(is_shown, *shown, "{name}: {property} as {number} is shown");
            }
        }
    }
    check_all(&mut Printed);
}

#[test]
fn absent_values_are_printed_as_absent_and_lists_keep_their_length() {
    struct Empty;
    impl Checks for Empty {
        fn lenient<T: DeserializeOwned + Debug + Default>(&mut self, name: &str) {
            let printed = format!("{:?}", T::default());
            assert!(!printed.contains('…'), "{name} hides what is absent");
        }
    }
    check_all(&mut Empty);
}

/// Letters that occur in no word of an error.
fn mark(random: &mut fastrand::Rng) -> String {
    (0..12)
        .map(|_| *random.choice(b"QZXJ").unwrap() as char)
        .collect()
}

/// Something else in place of a value or of a whole document.
fn odd(random: &mut fastrand::Rng, mark: &str) -> Value {
    match random.u8(0..6) {
        0 => json!(mark),
        1 => json!(format!("say \"{mark}\", expected `{mark}` at line 1")),
        2 => json!([mark, {mark: mark}]),
        3 => json!({mark: {"email_address": mark}}),
        4 => json!([[mark], 1.5]),
        _ => json!({"contact_id": {mark: [mark]}, mark: 7}),
    }
}

/// Replaces some values of a document.
fn distort(random: &mut fastrand::Rng, mark: &str, value: &mut Value) {
    if random.u8(0..6) == 0 {
        *value = odd(random, mark);
        return;
    }
    match value {
        Value::Object(members) => {
            for member in members.values_mut() {
                distort(random, mark, member);
            }
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|value| distort(random, mark, value)),
        Value::String(text) => *text = format!("{mark}\"{mark}"),
        _ => {}
    }
}

/// Invalid JSON: truncated, or with a missing or an additional character.
fn broken(random: &mut fastrand::Rng, text: &str) -> String {
    let marks: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| "\":,{}[]".contains(*c))
        .map(|(at, _)| at)
        .collect();
    let Some(&at) = random.choice(&marks) else {
        return text.to_owned();
    };
    match random.u8(0..4) {
        0 => text[..at].to_owned(),
        1 => format!("{}{}", &text[..at], &text[at + 1..]),
        2 => format!("{}\"{}", &text[..at], &text[at..]),
        _ => format!("{}:{}", &text[..at], &text[at..]),
    }
}

/// Everything that an error prints, with all its sources.
fn all_of(error: &dyn Error) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        text.push_str(&format!("{error}\n{error:?}\n{error:#?}\n"));
        next = error.source();
    }
    text
}

#[test]
fn an_answer_that_cannot_be_read_is_not_repeated_by_the_error() {
    struct Unreadable {
        runtime: tokio::runtime::Runtime,
        client: Client,
        body: Arc<Mutex<String>>,
        random: fastrand::Rng,
        types: usize,
        errors: usize,
    }
    impl Checks for Unreadable {
        fn check<T: DeserializeOwned>(&mut self, name: &str) {
            let plain = named(&SCHEMAS, name, &mut Document::new(Texts::People));
            self.types += 1;
            for _ in 0..4 {
                let mark = mark(&mut self.random);
                let mut document = plain.clone();
                distort(&mut self.random, &mark, &mut document);
                let mut body = document.to_string();
                if self.random.bool() {
                    body = broken(&mut self.random, &body);
                }
                *self.body.lock().unwrap() = body.clone();
                let call = self.client.request(Method::GET, "/thing").json::<T>();
                let Err(error) = self.runtime.block_on(call) else {
                    continue;
                };
                self.errors += 1;
                let printed = all_of(&error);
                let parts = mark.as_bytes().windows(4);
                for part in parts.map(|part| std::str::from_utf8(part).unwrap()) {
                    let body = short(&body);
                    assert!(!printed.contains(part), "{name} repeats `{part}` of {body}");
                }
            }
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let body = Arc::new(Mutex::new(String::new()));
    let current = body.clone();
    let sandbox = Sandbox::builder().without_limits().keep_requests(0);
    let sandbox = runtime.block_on(sandbox.start()).unwrap();
    let script = move |_: &Contents, _: u64| {
        let body = current.lock().unwrap().clone();
        Some(ScriptedAnswer::json(200, body).into())
    };
    sandbox.fail_by(script).on_every_operation();
    let client = Client::builder()
        .access_token("token")
        .base_url(sandbox.base_url())
        .rate_limiter(Unlimited)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let mut unreadable = Unreadable {
        runtime,
        client,
        body,
        random: fastrand::Rng::new(),
        types: 0,
        errors: 0,
    };
    check_all(&mut unreadable);
    // Otherwise the test would hardly see an error.
    let Unreadable { errors, types, .. } = unreadable;
    #[cfg(feature = "all-areas")]
    assert!(errors > types, "{errors} errors of {types} types");
}
