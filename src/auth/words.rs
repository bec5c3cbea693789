//! Which words of a server's message may be printed.
//!
//! The message of the authorization server explains a refusal. But it may also repeat what was sent: tokens, codes, an
//! email address. So only words that cannot be any of these are printed: ordinary words, small numbers, and the names
//! that the OAuth standards define. Everything else becomes `[…]`.

/// The most characters that are printed.
const LONGEST: usize = 200;
/// A longer word is not an ordinary one.
const LONGEST_WORD: usize = 20;
/// The most letters of a word in capitals.
const LONGEST_CAPITALS: usize = 5;
const HIDDEN: &str = "[…]";

/// The error codes that may be printed: those of RFC 6749 (4.1.2.1, 5.2), RFC 7009, RFC 8628 (3.5) and OpenID
/// Connect.
const KNOWN_CODES: [&str; 20] = [
    "access_denied",
    "account_selection_required",
    "authorization_pending",
    "consent_required",
    "expired_token",
    "interaction_required",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "login_required",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "invalid_target",
];

/// Names of the standards, and the scopes.
const KNOWN_NAMES: [&str; 27] = [
    "access_token",
    "account_read",
    "account_update",
    "authorization_code",
    "campaign_data",
    "client_assertion",
    "client_credentials",
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "contact_data",
    "device_code",
    "expires_in",
    "grant_type",
    "id_token",
    "offline_access",
    "redirect_uri",
    "refresh_token",
    "response_type",
    "token_type",
    "user_code",
    "verification_uri",
    "OAuth2",
    "OAuth",
    "PKCE",
];

/// The words of `text` that may be printed; `None` when there are none.
pub(super) fn printable(text: &str) -> Option<String> {
    let mut shown = String::new();
    let mut words = 0;
    for chunk in text.split_whitespace() {
        let chunk = if may_be_shown(chunk) {
            words += 1;
            chunk
        } else if shown.ends_with(HIDDEN) {
            continue;
        } else {
            HIDDEN
        };
        if shown.chars().count() + chunk.chars().count() >= LONGEST {
            shown.push_str(" …");
            break;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(chunk);
    }
    (words > 0).then_some(shown)
}

/// The code as it may appear in a message.
pub(super) fn printable_code(code: &str) -> &str {
    match KNOWN_CODES.contains(&code) || is_okta_code(code) {
        true => code,
        false => "an unlisted error code",
    }
}

/// Whether a run of characters without spaces is a word that can hold no secret.
fn may_be_shown(chunk: &str) -> bool {
    let word = chunk.trim_matches(|c: char| c.is_ascii_punctuation() && c != '@' && c != '%');
    let only_marks = chunk.chars().all(|c| c.is_ascii_punctuation());
    let ends_are_plain = chunk.len() - word.len() <= 6;
    if word.is_empty() {
        return only_marks && chunk.len() <= 3;
    }
    let known = KNOWN_CODES.contains(&word) || KNOWN_NAMES.contains(&word) || is_okta_code(word);
    let number = word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = word.split(['-', '/', '\'', '’']);
    let plain = match (parts.next(), parts.next(), parts.next()) {
        (Some(one), None, _) => is_plain_word(one) || is_in_capitals(one),
        (Some(one), Some(two), None) => is_plain_word(one) && is_plain_word(two),
        _ => false,
    };
    ends_are_plain && (known || number || plain)
}

fn is_plain_word(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic)
        && letters.all(|c| c.is_alphabetic() && !c.is_uppercase())
        && word.chars().count() <= LONGEST_WORD
}

fn is_in_capitals(word: &str) -> bool {
    word.len() <= LONGEST_CAPITALS && word.chars().all(char::is_uppercase)
}

/// A code in the form of Okta's own: `E0000021`.
fn is_okta_code(word: &str) -> bool {
    word.strip_prefix('E')
        .is_some_and(|digits| digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
