//! The events of an import. Each is a line of the journal.

use serde::Serialize;
use serde_json::Value;

/// The version of the format of the lines.
const VERSION: u32 = 2;

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Event {
    Begin(Begin),
    /// The part is about to be sent.
    Intent(Intent),
    /// The last request was answered with its job.
    Accepted {
        part: u32,
        activity: String,
        /// The server gave the file another name than the one it was sent with.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        renamed: bool,
    },
    /// The list of jobs shows a job of the part.
    Found {
        part: u32,
        activity: String,
    },
    /// The server has the part, but did not name its job.
    Confirmed {
        part: u32,
    },
    /// The server did not accept the last request.
    Refused {
        part: u32,
    },
}

/// The properties that must be the same in all runs of one import.
#[derive(Serialize)]
pub(crate) struct Begin {
    version: u32,
    pub import: String,
    pub lists: String,
    pub permission: Option<String>,
    pub max_bytes: u64,
    pub max_lines: u64,
    /// A fingerprint of the parts of the source, if it could be read before it was sent.
    pub source: Option<String>,
    /// A fingerprint of the access token's owner, if the token names one.
    pub owner: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Intent {
    pub part: u32,
    pub first: u64,
    pub end: u64,
    pub sha256: String,
    /// Seconds since 1970.
    pub at: u64,
}

impl Event {
    /// Reads an event; `None` if this version of the crate does not write such events. Members that it does not know
    /// are ignored.
    pub fn from_json(json: &str) -> Option<Self> {
        let members: Value = serde_json::from_str(json).ok()?;
        let number = |name| members.get(name)?.as_u64();
        let part = || u32::try_from(number("part")?).ok();
        let text = |name| members.get(name)?.as_str().map(str::to_owned);
        let optional_text = |name| match members.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(_) => text(name).map(Some),
        };
        Some(match members.get("event")?.as_str()? {
            "begin" => Self::Begin(Begin {
                version: u32::try_from(number("version")?).ok()?,
                import: text("import")?,
                lists: text("lists")?,
                permission: optional_text("permission")?,
                max_bytes: number("max_bytes")?,
                max_lines: number("max_lines")?,
                source: optional_text("source")?,
                owner: optional_text("owner")?,
            }),
            "intent" => Self::Intent(Intent {
                part: part()?,
                first: number("first")?,
                end: number("end")?,
                sha256: text("sha256")?,
                at: number("at")?,
            }),
            "accepted" => Self::Accepted {
                part: part()?,
                activity: text("activity")?,
                renamed: match members.get("renamed") {
                    None => false,
                    Some(renamed) => renamed.as_bool()?,
                },
            },
            "found" => Self::Found {
                part: part()?,
                activity: text("activity")?,
            },
            "confirmed" => Self::Confirmed { part: part()? },
            "refused" => Self::Refused { part: part()? },
            _ => return None,
        })
    }
}

impl Begin {
    pub fn new(
        import: String,
        lists: String,
        permission: Option<String>,
        limits: (usize, u64),
        source: Option<String>,
        owner: Option<String>,
    ) -> Self {
        Self {
            version: VERSION,
            import,
            lists,
            permission,
            max_bytes: limits.0 as u64,
            max_lines: limits.1,
            source,
            owner,
        }
    }

    /// The first difference that makes it another import. The owner is compared by `import::account`,
    /// which knows more than the fingerprint.
    pub fn difference(&self, now: &Self) -> Option<&'static str> {
        let source = match (&self.source, &now.source) {
            (Some(then), Some(now)) => then == now,
            // The parts of a source that is read only once are compared one by one.
            _ => true,
        };
        [
            (self.version == now.version, "the version of this crate"),
            (self.lists == now.lists, "the lists"),
            (self.permission == now.permission, "the SMS permission"),
            (self.max_bytes == now.max_bytes, "the limit of bytes"),
            (self.max_lines == now.max_lines, "the limit of lines"),
            (source, "the source"),
        ]
        .into_iter()
        .find_map(|(same, what)| (!same).then_some(what))
    }
}

#[cfg(test)]
mod tests;
