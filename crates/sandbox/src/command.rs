//! The command line: what the arguments ask for.

use constant_contact_sandbox::Consent;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;
use url::Url;

/// What `--help` prints.
pub const HELP: &str = "\
A sandbox of the Constant Contact V3 API on this machine, with its state in memory

Usage: constant-contact-sandbox [OPTIONS]

Options:
  --port <PORT>      The port on 127.0.0.1; 0 takes a free one [default: 8080]
  --seed <FILE>      Adds the contacts of a CSV with the headings of an import; a column `lists`
                     has the names of lists, separated by `;`
  --rate <N>         Requests per second and API key [default: 4]
  --daily <N>        Requests per day and API key [default: 10000]
  --no-limits        Neither of the two limits
  --redirect-uri <URI>
                     The redirect URI of the applications
                     [default: https://app.example.com/callback]
  --consent <WHAT>   What becomes of requests to allow an application: `ask` shows a page, `allow`
                     and `deny` decide at once [default: ask]
  --rng-seed <N>     The seed of faults that strike by chance [default: 0]
  --help             Prints this help
  --version          Prints the version
";

/// What to do.
#[derive(Debug, PartialEq)]
pub enum Command {
    Serve(Options),
    Help,
    Version,
}

/// The sandbox to start.
#[derive(Debug, PartialEq)]
pub struct Options {
    pub port: u16,
    pub seed: Option<PathBuf>,
    pub limits: Limits,
    pub redirect_uri: Option<String>,
    pub consent: Consent,
    pub rng_seed: u64,
}

/// The limits of the requests of one API key.
#[derive(Debug, PartialEq)]
pub enum Limits {
    None,
    Of {
        rate: Option<usize>,
        daily: Option<u64>,
    },
}

/// Why the arguments cannot be understood.
#[derive(Debug, PartialEq)]
pub enum UsageError {
    Unknown(String),
    Repeated(&'static str),
    ValueMissing(&'static str),
    ValueUnexpected(&'static str),
    NotANumber { option: &'static str, largest: u64 },
    NotAUri(&'static str),
    NotAConsent(&'static str),
    Contradiction(&'static str),
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(argument) => write!(f, "unknown argument {argument:?}"),
            Self::Repeated(option) => write!(f, "{option} is given twice"),
            Self::ValueMissing(option) => write!(f, "{option} needs a value"),
            Self::ValueUnexpected(option) => write!(f, "{option} takes no value"),
            Self::NotANumber { option, largest } => {
                write!(f, "{option} needs a whole number up to {largest}")
            }
            Self::NotAUri(option) => {
                write!(f, "{option} needs an absolute URI without a fragment")
            }
            Self::NotAConsent(option) => write!(f, "{option} needs `ask`, `allow` or `deny`"),
            Self::Contradiction(option) => write!(f, "{option} contradicts --no-limits"),
        }
    }
}

const PORT: &str = "--port";
const SEED: &str = "--seed";
const RATE: &str = "--rate";
const DAILY: &str = "--daily";
const REDIRECT_URI: &str = "--redirect-uri";
const CONSENT: &str = "--consent";
const RNG_SEED: &str = "--rng-seed";
const NO_LIMITS: &str = "--no-limits";
const WITH_VALUE: [&str; 7] = [PORT, SEED, RATE, DAILY, REDIRECT_URI, CONSENT, RNG_SEED];
const WITHOUT_VALUE: [&str; 5] = [NO_LIMITS, "--help", "-h", "--version", "-V"];

/// Reads the arguments after the program's name. `--help` and `--version` count wherever they are.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, UsageError> {
    let mut arguments = arguments.into_iter();
    let mut given: Vec<(&'static str, OsString)> = Vec::new();
    while let Some(argument) = arguments.next() {
        let (name, value) = split(&argument);
        let named = |known: &&&'static str| **known == name;
        let (option, value) = if let Some(option) = WITH_VALUE.iter().find(named) {
            let value = value.or_else(|| arguments.next());
            (*option, value.ok_or(UsageError::ValueMissing(option))?)
        } else if let Some(option) = WITHOUT_VALUE.iter().find(named) {
            if value.is_some() {
                return Err(UsageError::ValueUnexpected(option));
            }
            (*option, OsString::new())
        } else {
            let argument = argument.to_string_lossy().into_owned();
            return Err(UsageError::Unknown(argument));
        };
        match option {
            "--help" | "-h" => return Ok(Command::Help),
            "--version" | "-V" => return Ok(Command::Version),
            _ if given.iter().any(|(other, _)| *other == option) => {
                return Err(UsageError::Repeated(option));
            }
            _ => given.push((option, value)),
        }
    }
    options(&given).map(Command::Serve)
}

/// An argument as its name, and its value if it has one after `=`.
fn split(argument: &OsStr) -> (String, Option<OsString>) {
    match argument.to_str().and_then(|text| text.split_once('=')) {
        Some((name, value)) => (name.to_owned(), Some(value.into())),
        None => (argument.to_string_lossy().into_owned(), None),
    }
}

fn options(given: &[(&'static str, OsString)]) -> Result<Options, UsageError> {
    let value = |option: &str| {
        let mut values = given.iter().filter(|(name, _)| *name == option);
        values.next().map(|(_, value)| value.as_os_str())
    };
    let (rate, daily) = (value(RATE), value(DAILY));
    let limits = match (value(NO_LIMITS), rate, daily) {
        (Some(_), Some(_), _) => return Err(UsageError::Contradiction(RATE)),
        (Some(_), None, Some(_)) => return Err(UsageError::Contradiction(DAILY)),
        (Some(_), None, None) => Limits::None,
        (None, ..) => Limits::Of {
            rate: number(RATE, rate, u32::MAX)?.map(|rate| rate as usize),
            daily: number(DAILY, daily, u64::MAX)?,
        },
    };
    Ok(Options {
        port: number(PORT, value(PORT), u16::MAX)?.unwrap_or(8080),
        seed: value(SEED).map(PathBuf::from),
        limits,
        redirect_uri: value(REDIRECT_URI).map(redirect_uri).transpose()?,
        consent: value(CONSENT).map_or(Ok(Consent::default()), consent)?,
        rng_seed: number(RNG_SEED, value(RNG_SEED), u64::MAX)?.unwrap_or_default(),
    })
}

/// A redirect URI in the form in which it is given (RFC 6749, 3.1.2).
fn redirect_uri(value: &OsStr) -> Result<String, UsageError> {
    let text = value.to_str();
    let is_valid = |text: &&str| Url::parse(text).is_ok_and(|uri| uri.fragment().is_none());
    let text = text.filter(is_valid);
    text.map(str::to_owned)
        .ok_or(UsageError::NotAUri(REDIRECT_URI))
}

fn consent(value: &OsStr) -> Result<Consent, UsageError> {
    match value.to_str() {
        Some("ask") => Ok(Consent::Ask),
        Some("allow") => Ok(Consent::Allow),
        Some("deny") => Ok(Consent::Deny),
        _ => Err(UsageError::NotAConsent(CONSENT)),
    }
}

fn number<N: std::str::FromStr + Into<u64>>(
    option: &'static str,
    value: Option<&OsStr>,
    largest: N,
) -> Result<Option<N>, UsageError> {
    let Some(value) = value else { return Ok(None) };
    let number = value.to_str().and_then(|text| text.parse().ok());
    number.map(Some).ok_or(UsageError::NotANumber {
        option,
        largest: largest.into(),
    })
}

#[cfg(test)]
mod tests;
