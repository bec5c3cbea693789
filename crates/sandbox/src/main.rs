//! The sandbox as a program, for tests in other languages and for use by hand.

mod command;

use command::{Command, HELP, Limits, Options};
use constant_contact_sandbox::{Application, Sandbox, SandboxBuilder};
use std::fmt;
use std::future::ready;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::pin::pin;
use std::process::ExitCode;

/// The status of a program whose arguments are wrong.
const USAGE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let options = match command::parse(std::env::args_os().skip(1)) {
        Ok(Command::Serve(options)) => options,
        Ok(Command::Help) => return printed(HELP),
        Ok(Command::Version) => {
            return printed(concat!(
                "constant-contact-sandbox ",
                env!("CARGO_PKG_VERSION"),
                "\n"
            ));
        }
        Err(error) => return failed(USAGE, &format_args!("{error}; --help lists the options")),
    };
    match serve(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(1, &error),
    }
}

/// Serves until the program is interrupted.
async fn serve(options: &Options) -> Result<(), String> {
    let sandbox = builder(options)?.start().await;
    let sandbox = sandbox.map_err(|error| format!("port {}: {error}", options.port))?;
    if options.limits == Limits::None {
        sandbox.limit_token_requests(false);
    }
    sandbox.set_consent(options.consent);
    let applications = Applications::of(&sandbox, options.redirect_uri.as_deref());
    for application in [&applications.public, &applications.confidential] {
        sandbox.register(application.clone());
    }
    // Who reads the addresses may interrupt at once, so the signal is waited for before they are printed.
    let mut interrupt = pin!(tokio::signal::ctrl_c());
    let interrupted = tokio::select! {
        biased;
        interrupted = &mut interrupt => interrupted,
        () = ready(()) => {
            if printed(&greeting(&sandbox, &applications)) == ExitCode::FAILURE {
                return Err("the addresses could not be printed".to_owned());
            }
            interrupt.await
        }
    };
    interrupted.map_err(|error| format!("waiting for an interrupt: {error}"))
}

fn builder(options: &Options) -> Result<SandboxBuilder, String> {
    let mut builder = Sandbox::builder()
        .address((Ipv4Addr::LOCALHOST, options.port))
        .seed(options.rng_seed);
    builder = match options.limits {
        Limits::None => builder.without_limits(),
        Limits::Of { rate, daily } => {
            if let Some(rate) = rate {
                builder = builder.rate(rate);
            }
            if let Some(daily) = daily {
                builder = builder.daily(daily);
            }
            builder
        }
    };
    let Some(file) = &options.seed else {
        return Ok(builder);
    };
    let contents = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let seeded = builder.contacts_csv(contents);
    seeded.map_err(|error| format!("{}: {error}", file.display()))
}

/// The applications with a redirect URI.
struct Applications {
    public: Application,
    confidential: Application,
}

impl Applications {
    /// Those of the sandbox; `redirect_uri` replaces theirs.
    fn of(sandbox: &Sandbox, redirect_uri: Option<&str>) -> Self {
        let (public, confidential) = (sandbox.application(), sandbox.confidential_application());
        let Some(uri) = redirect_uri else {
            return Self {
                public,
                confidential,
            };
        };
        let secret = confidential.client_secret().unwrap_or_default();
        Self {
            public: Application::public(public.client_id()).redirect_uri(uri),
            confidential: Application::confidential(confidential.client_id(), secret)
                .redirect_uri(uri),
        }
    }
}

/// What other programs need, one fact a line: a name, a colon, and the value.
fn greeting(sandbox: &Sandbox, applications: &Applications) -> String {
    let Applications {
        public,
        confidential,
    } = applications;
    let (device, partner) = (sandbox.device_application(), sandbox.partner());
    let facts = [
        ("page", format!("http://{}/", sandbox.address())),
        ("base URL", sandbox.base_url()),
        ("access token", sandbox.access_token().to_owned()),
        ("authorize URL", sandbox.authorize_url()),
        ("token URL", sandbox.token_url()),
        ("device URL", sandbox.device_url()),
        ("revocation URL", sandbox.revocation_url()),
        ("redirect URI", public.redirect_uris().join(" ")),
        ("client id with PKCE", public.client_id().to_owned()),
        ("client id of devices", device.client_id().to_owned()),
        (
            "client id with a secret",
            confidential.client_id().to_owned(),
        ),
        (
            "client secret",
            confidential.client_secret().unwrap_or_default().to_owned(),
        ),
        ("partner token URL", sandbox.partner_token_url()),
        ("partner client id", partner.client_id),
        ("partner client secret", partner.client_secret),
        ("partner API key", partner.api_key),
        (
            "partner access token",
            sandbox.partner_access_token().to_owned(),
        ),
    ];
    let mut text = String::new();
    for (name, value) in facts {
        text += &format!("{name}: {value}\n");
    }
    text + "An interrupt (Ctrl-C) ends the sandbox.\n"
}

fn printed(text: &str) -> ExitCode {
    let mut output = io::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn failed(status: u8, error: &dyn fmt::Display) -> ExitCode {
    // There is nowhere to say that the error stream is closed.
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::from(status)
}
