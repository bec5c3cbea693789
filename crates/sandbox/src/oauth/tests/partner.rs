use super::*;

#[test]
fn a_partner_gets_a_token_for_an_hour_without_a_refresh_token() {
    let partner = Partner::first();
    let pair = format!("{}:{}", partner.client_id, partner.client_secret);
    let wrong = format!("{}:wrong", partner.client_id);
    let application = secret_pair();
    let grant_type = "grant_type=client_credentials";
    let with_scope = format!("{grant_type}&scope=v3api/general.partner");
    let other_scope = format!("{grant_type}&scope=contact_data");
    let cases = [
        (Some(&*pair), grant_type, Ok(())),
        (Some(&*pair), &*with_scope, Ok(())),
        (Some(&*pair), &*other_scope, Err((400, "invalid_scope"))),
        (Some(&*pair), "", Err((400, "invalid_request"))),
        (
            Some(&*pair),
            "grant_type=refresh_token",
            Err((400, "unsupported_grant_type")),
        ),
        (Some(&*wrong), grant_type, Err((401, "invalid_client"))),
        (
            Some(&*application),
            grant_type,
            Err((401, "invalid_client")),
        ),
        (None, grant_type, Err((401, "invalid_client"))),
    ];
    for (basic, body, expected) in cases {
        let mut tokens = server();
        let sent = Sent {
            path: PARTNER_TOKEN,
            basic,
            body,
            ..Sent::default()
        };
        let answer = sent.to(&mut tokens, start());
        let document = document(&answer);
        match expected {
            Ok(()) => {
                assert_eq!(answer.status, 200, "{body}");
                assert_eq!(document["expires_in"], 3600);
                assert_eq!(document["scope"], "v3api/general.partner");
                assert!(document.get("refresh_token").is_none());
                assert!(tokens.accepts(document["access_token"].as_str().unwrap(), start()));
            }
            Err((status, error)) => {
                let got = (answer.status, document["error"].as_str().unwrap());
                assert_eq!(got, (status, error), "{body}");
            }
        }
    }
    // Nor does the token endpoint for people know the partner.
    let sent = Sent {
        basic: Some(&pair),
        body: grant_type,
        ..Sent::default()
    };
    assert_eq!(sent.to(&mut server(), start()).status, 401);
}
