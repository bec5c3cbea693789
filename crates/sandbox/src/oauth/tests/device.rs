use super::*;

/// Starts the flow of the device application; the answer.
fn begin(tokens: &mut Tokens) -> Value {
    let body = format!(
        "client_id={}&scope=contact_data+offline_access",
        device_application().client_id()
    );
    let sent = Sent {
        path: DEVICE,
        body: &body,
        ..Sent::default()
    };
    let answer = sent.to(tokens, start());
    assert_eq!(answer.status, 200);
    document(&answer)
}

fn poll(tokens: &mut Tokens, device_code: &str, seconds: i64) -> Value {
    let body = format!(
        "client_id={}&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code={device_code}",
        device_application().client_id(),
    );
    let sent = Sent {
        body: &body,
        ..Sent::default()
    };
    document(&sent.to(tokens, start() + TimeDelta::seconds(seconds)))
}

fn get(tokens: &mut Tokens, query: &str) -> Answer {
    let sent = Sent {
        method: "GET",
        path: ACTIVATE,
        query,
        content_type: None,
        ..Sent::default()
    };
    sent.to(tokens, start())
}

#[test]
fn a_person_enters_the_code_and_allows_the_device() {
    let mut tokens = server();
    let codes = begin(&mut tokens);
    let user_code = codes["user_code"].as_str().unwrap();
    let device_code = codes["device_code"].as_str().unwrap();
    assert_eq!(codes["verification_uri"], "http://127.0.0.1:8080/activate");
    let complete = format!("http://127.0.0.1:8080/activate?user_code={user_code}");
    assert_eq!(codes["verification_uri_complete"], complete);
    assert_eq!(
        (&codes["expires_in"], &codes["interval"]),
        (&json!(600), &json!(5))
    );
    assert_eq!(
        poll(&mut tokens, device_code, 5)["error"],
        "authorization_pending"
    );

    let empty = get(&mut tokens, "");
    assert!(page(&empty).contains("name=\"user_code\""));
    let question = get(
        &mut tokens,
        &format!("user_code={}", user_code.to_lowercase()),
    );
    assert_eq!(question.status, 200);
    for text in [
        device_application().client_id(),
        "<li>contact_data</li>",
        user_code,
        "Allow",
        "Deny",
    ] {
        assert!(page(&question).contains(text), "{text}");
    }
    let body = format!("user_code={user_code}&decision=allow");
    let sent = Sent {
        path: ACTIVATE,
        body: &body,
        ..Sent::default()
    };
    assert_eq!(sent.to(&mut tokens, start()).status, 200);
    let issued = poll(&mut tokens, device_code, 10);
    assert!(issued["access_token"].is_string() && issued["refresh_token"].is_string());
    // A page that is sent a second time decides nothing.
    assert_eq!(sent.to(&mut tokens, start()).status, 400);
}

#[test]
fn a_person_can_deny_the_device() {
    let mut tokens = server();
    let codes = begin(&mut tokens);
    let body = format!(
        "user_code={}&decision=deny",
        codes["user_code"].as_str().unwrap()
    );
    let sent = Sent {
        path: ACTIVATE,
        body: &body,
        ..Sent::default()
    };
    assert_eq!(sent.to(&mut tokens, start()).status, 200);
    let device_code = codes["device_code"].as_str().unwrap();
    assert_eq!(poll(&mut tokens, device_code, 5)["error"], "access_denied");
}

#[test]
fn a_code_that_no_device_has_is_asked_for_again() {
    let answer = get(&mut server(), "user_code=BCDF-GHJK");
    assert_eq!(answer.status, 400);
    assert!(
        page(&answer).contains("role=\"alert\"") && page(&answer).contains("name=\"user_code\"")
    );
}

#[test]
fn only_applications_of_the_device_flow_start_it() {
    let device = format!("client_id={}", device_application().client_id());
    let cases = [
        (
            format!("client_id={}&scope=contact_data", public().client_id()),
            400,
            "unauthorized_client",
        ),
        (
            "client_id=unknown&scope=contact_data".to_owned(),
            401,
            "invalid_client",
        ),
        (device.clone(), 400, "invalid_request"),
        (format!("{device}&scope=everything"), 400, "invalid_scope"),
    ];
    for (body, status, error) in cases {
        let sent = Sent {
            path: DEVICE,
            body: &body,
            ..Sent::default()
        };
        let answer = sent.to(&mut server(), start());
        assert_eq!(
            (answer.status, &document(&answer)["error"]),
            (status, &json!(error)),
            "{body}"
        );
    }
}
