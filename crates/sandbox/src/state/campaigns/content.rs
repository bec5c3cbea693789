//! What a campaign says: the sender, the subject and the HTML, and the rules for them.

use crate::state::details::Details;
use crate::state::refusal::Refusal;
use serde_json::{Map, Value, json};

/// The format whose HTML a call can supply.
pub(crate) const CUSTOM_CODE: u64 = 5;
/// What the API replaces by the image that reports an opening.
pub(crate) const TRACKING_IMAGE: &str = "[[trackingImage]]";
/// The longest HTML, in characters.
const LONGEST_HTML: usize = 150_000;
/// What the API's templates would evaluate.
const FORBIDDEN: &[&str] = &["[#", "${", "<@"];

/// The content of an activity.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    pub from_name: String,
    pub from_email: String,
    pub reply_to_email: String,
    pub subject: String,
    pub alternative_subject: Option<String>,
    pub preheader: Option<String>,
    pub html: String,
    pub physical_address: Map<String, Value>,
    pub document_properties: Map<String, Value>,
}

impl Content {
    /// The content of a new campaign.
    pub(super) fn create(details: &Details, sent: &Value) -> Result<Self, Refusal> {
        if sent["format_type"].as_u64() != Some(CUSTOM_CODE) {
            return Err(Refusal::invalid("format_type does not have a valid value"));
        }
        if sent["html_content"].as_str().unwrap_or_default().is_empty() {
            return Err(Refusal::invalid("html_content is missing"));
        }
        let mut content = Self::default();
        content.put(details, sent)?;
        if content.physical_address.is_empty() && details.physical_address().is_none() {
            return Err(Refusal::invalid("physical_address_in_footer is missing"));
        }
        Ok(content)
    }

    /// Replaces the content. What is left out is erased, but not the parts that have members of their own
    /// or are only sent on request.
    pub(super) fn put(&mut self, details: &Details, sent: &Value) -> Result<(), Refusal> {
        let problems = problems(details, sent);
        if !problems.is_empty() {
            return Err(Refusal::invalid(problems.join(", ")));
        }
        let text = |name: &str| sent[name].as_str().map(str::to_owned);
        self.from_name = text("from_name").unwrap_or_default();
        self.from_email = text("from_email").unwrap_or_default();
        self.reply_to_email = text("reply_to_email").unwrap_or_default();
        self.subject = text("subject").unwrap_or_default();
        self.preheader = text("preheader");
        if let Some(html) = text("html_content") {
            self.html = html;
        }
        merge(
            &mut self.physical_address,
            &sent["physical_address_in_footer"],
        );
        merge(&mut self.document_properties, &sent["document_properties"]);
        Ok(())
    }

    /// The HTML as a preview shows it, with nothing that reports an opening.
    pub fn preview(&self) -> String {
        self.html.replace(TRACKING_IMAGE, "")
    }

    /// The text between the tags.
    pub fn text(&self) -> String {
        let html = self.preview();
        let pieces = html
            .split('<')
            .enumerate()
            .map(|(index, piece)| match index {
                0 => piece,
                _ => piece.split_once('>').map_or("", |(_, text)| text),
            });
        let text: Vec<_> = pieces.flat_map(str::split_whitespace).collect();
        text.join(" ")
    }

    /// Whether openings are reported.
    pub fn is_tracked(&self) -> bool {
        let body = self.html.split_once("<body").map(|(_, body)| body);
        body.is_some_and(|body| body.contains(TRACKING_IMAGE))
    }

    /// The addresses of the links, each once, in the order of the HTML.
    pub fn links(&self) -> Vec<&str> {
        let mut links = Vec::new();
        for piece in self.html.split("href=").skip(1) {
            let quote = piece.chars().next().filter(|quote| "'\"".contains(*quote));
            let url = quote.and_then(|quote| piece[1..].split(quote).next());
            let url = url.filter(|url| url.starts_with("http"));
            links.extend(url.filter(|url| !links.contains(url)));
        }
        links
    }

    /// The members of an activity that are always sent.
    pub fn document(&self) -> Map<String, Value> {
        let document = json!({
            "format_type": CUSTOM_CODE,
            "from_name": self.from_name,
            "from_email": self.from_email,
            "reply_to_email": self.reply_to_email,
            "subject": self.subject,
            "preheader": self.preheader.as_deref().unwrap_or_default(),
        });
        match document {
            Value::Object(document) => document,
            _ => Map::new(),
        }
    }
}

/// The problems of what a request wants to write.
fn problems(details: &Details, sent: &Value) -> Vec<String> {
    let text = |name: &str| sent[name].as_str().unwrap_or_default();
    let mut problems = Vec::new();
    for (name, longest) in [
        ("from_name", 100),
        ("from_email", 80),
        ("reply_to_email", 80),
        ("subject", usize::MAX),
    ] {
        match text(name).chars().count() {
            0 => problems.push(format!("{name} is missing")),
            length if length > longest => problems.push(format!("{name} is too long")),
            _ => {}
        }
    }
    for name in ["from_email", "reply_to_email"] {
        if !text(name).is_empty() && !details.is_confirmed(text(name)) {
            let problem = format!("{name} is not a confirmed address of the account");
            problems.push(problem);
        }
    }
    if text("preheader").chars().count() > 200 {
        problems.push("preheader is too long".to_owned());
    }
    problems.extend(problems_of_html(text("html_content")).map(str::to_owned));
    problems.extend(problems_of_address(&sent["physical_address_in_footer"]));
    problems
}

fn problems_of_html(html: &str) -> Option<&'static str> {
    if html.chars().count() > LONGEST_HTML {
        return Some("html_content is too long");
    }
    let has_forbidden = FORBIDDEN.iter().any(|forbidden| html.contains(forbidden));
    has_forbidden.then_some("html_content contains a forbidden sequence")
}

fn problems_of_address(address: &Value) -> Option<String> {
    let text = |name: &str| address[name].as_str().unwrap_or_default();
    let needs_state = text("country_code") == "US";
    (address.is_object() && needs_state && text("state_code").is_empty())
        .then(|| "physical_address_in_footer.state_code is missing".to_owned())
}

/// Writes the members that were sent over those that are there.
fn merge(members: &mut Map<String, Value>, sent: &Value) {
    for (name, value) in sent.as_object().into_iter().flatten() {
        match value {
            Value::Null => members.remove(name),
            value => members.insert(name.clone(), value.clone()),
        };
    }
}

#[cfg(test)]
mod tests;
