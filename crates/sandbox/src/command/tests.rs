use super::{
    Command, Consent, HELP, Limits, Options, UsageError, WITH_VALUE, WITHOUT_VALUE, parse,
};
use std::ffi::OsString;
use std::path::PathBuf;

fn parsed(line: &str) -> Result<Command, UsageError> {
    parse(line.split_whitespace().map(OsString::from))
}

fn defaults() -> Options {
    let limits = Limits::Of {
        rate: None,
        daily: None,
    };
    Options {
        port: 8080,
        seed: None,
        limits,
        redirect_uri: None,
        consent: Consent::Ask,
        rng_seed: 0,
    }
}

#[test]
fn options_are_read_in_any_order_and_in_both_forms() {
    for (line, expected) in [
        ("", defaults()),
        (
            "--port 0",
            Options {
                port: 0,
                ..defaults()
            },
        ),
        (
            "--seed=contacts.csv --port=65535",
            Options {
                port: 65_535,
                seed: Some(PathBuf::from("contacts.csv")),
                ..defaults()
            },
        ),
        (
            "--no-limits --rng-seed 18446744073709551615",
            Options {
                limits: Limits::None,
                rng_seed: u64::MAX,
                ..defaults()
            },
        ),
        (
            "--redirect-uri=http://localhost:8765/cb?a=b --consent allow",
            Options {
                redirect_uri: Some("http://localhost:8765/cb?a=b".to_owned()),
                consent: Consent::Allow,
                ..defaults()
            },
        ),
        (
            "--consent=deny",
            Options {
                consent: Consent::Deny,
                ..defaults()
            },
        ),
        (
            "--daily 5 --rate=2",
            Options {
                limits: Limits::Of {
                    rate: Some(2),
                    daily: Some(5),
                },
                ..defaults()
            },
        ),
    ] {
        assert_eq!(parsed(line), Ok(Command::Serve(expected)), "{line}");
    }
}

#[test]
fn the_value_after_an_option_may_look_like_an_option() {
    let Ok(Command::Serve(options)) = parsed("--seed --port") else {
        panic!("a file can have any name");
    };
    assert_eq!(options.seed, Some(PathBuf::from("--port")));
}

#[test]
fn help_and_version_do_not_need_sensible_options() {
    for line in [
        "--help",
        "-h",
        "--port none --help",
        "--rate 1 --no-limits -h",
    ] {
        assert_eq!(parsed(line), Ok(Command::Help), "{line}");
    }
    for line in ["--version", "-V"] {
        assert_eq!(parsed(line), Ok(Command::Version), "{line}");
    }
}

#[test]
fn mistakes_are_named() {
    for (line, message) in [
        ("--prot 80", "unknown argument \"--prot\""),
        ("contacts.csv", "unknown argument \"contacts.csv\""),
        ("--port", "--port needs a value"),
        ("--port 65536", "--port needs a whole number up to 65535"),
        ("--port=", "--port needs a whole number up to 65535"),
        ("--rate -1", "--rate needs a whole number up to 4294967295"),
        ("--port 1 --port 1", "--port is given twice"),
        (
            "--daily x",
            "--daily needs a whole number up to 18446744073709551615",
        ),
        (
            "--redirect-uri /callback",
            "--redirect-uri needs an absolute URI without a fragment",
        ),
        (
            "--redirect-uri http://localhost/#x",
            "--redirect-uri needs an absolute URI without a fragment",
        ),
        ("--consent yes", "--consent needs `ask`, `allow` or `deny`"),
        ("--no-limits --no-limits", "--no-limits is given twice"),
        ("--no-limits=yes", "--no-limits takes no value"),
        ("--no-limits --rate 1", "--rate contradicts --no-limits"),
        ("--daily 1 --no-limits", "--daily contradicts --no-limits"),
    ] {
        let error = parsed(line).expect_err(line);
        assert_eq!(error.to_string(), message, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_name_need_not_be_unicode() {
    use std::os::unix::ffi::OsStringExt;
    let name = OsString::from_vec(vec![b'a', 0xff]);
    let Ok(Command::Serve(options)) = parse(["--seed".into(), name.clone()]) else {
        panic!("a file can have any name");
    };
    assert_eq!(options.seed, Some(PathBuf::from(name)));
}

#[test]
fn the_help_names_every_option() {
    for option in WITH_VALUE.iter().chain(&WITHOUT_VALUE) {
        let is_short = !option.starts_with("--");
        assert!(is_short || HELP.contains(option), "{option}");
    }
}
