//! Security schemes, and which of them an operation requires.

use super::converter::Converter;
use crate::error::Result;
use crate::read::Node;
use openapiv3::{
    APIKeyLocation, AuthorizationCodeOAuth2Flow, ImplicitOAuth2Flow, OAuth2Flows, ReferenceOr,
    SecurityRequirement, SecurityScheme,
};

impl<'a> Converter<'a> {
    /// The alternative credentials of an operation.
    pub(super) fn security(&self, node: &Node<'a>) -> Result<Option<Vec<SecurityRequirement>>> {
        let Some(list) = node.get("security")?.or_else(|| self.security.clone()) else {
            return Ok(None);
        };
        let mut requirements = Vec::new();
        for item in list.items()? {
            let mut requirement = SecurityRequirement::new();
            for (scheme, scopes) in item.entries()? {
                if !self.schemes.contains(scheme) {
                    return Err(scopes.error(format!(
                        "the security scheme `{scheme}` is not declared; add it to securityDefinitions \
                         or correct its name in the overlay"
                    )));
                }
                let scopes = scopes.items()?;
                let scopes = scopes.iter().map(|scope| Ok(scope.str()?.to_owned()));
                requirement.insert(scheme.to_owned(), scopes.collect::<Result<_>>()?);
            }
            requirements.push(requirement);
        }
        Ok(Some(requirements))
    }
}

/// Whether an operation is for partners: some alternative needs the API key, and none is an ordinary
/// account token.
pub(super) fn partner_only(requirements: &[SecurityRequirement]) -> bool {
    let names_key = |requirement: &SecurityRequirement| requirement.contains_key("api_key");
    requirements.iter().any(names_key)
        && !requirements.iter().any(|requirement| {
            requirement
                .keys()
                .any(|scheme| scheme.starts_with("oauth2_"))
        })
}

pub(super) fn security_schemes(
    root: &Node<'_>,
) -> Result<Vec<(String, ReferenceOr<SecurityScheme>)>> {
    let mut schemes = Vec::new();
    let Some(definitions) = root.get("securityDefinitions")? else {
        return Ok(schemes);
    };
    for (name, node) in definitions.entries()? {
        schemes.push((name.to_owned(), ReferenceOr::Item(security_scheme(&node)?)));
    }
    Ok(schemes)
}

fn security_scheme(node: &Node<'_>) -> Result<SecurityScheme> {
    let kind = node.need("type")?;
    let extensions = Default::default();
    match kind.str()? {
        "apiKey" => {
            node.only(&["type", "name", "in", "description"])?;
            let place = node.need("in")?;
            Ok(SecurityScheme::APIKey {
                location: match place.str()? {
                    "header" => APIKeyLocation::Header,
                    "query" => APIKeyLocation::Query,
                    _ => return Err(place.error("expected header or query")),
                },
                name: node.need("name")?.str()?.to_owned(),
                description: None,
                extensions,
            })
        }
        "oauth2" => {
            node.only(&[
                "type",
                "flow",
                "authorizationUrl",
                "tokenUrl",
                "scopes",
                "description",
            ])?;
            let flow = node.need("flow")?;
            let scopes = node
                .need("scopes")?
                .entries()?
                .iter()
                .map(|(scope, _)| ((*scope).to_owned(), String::new()))
                .collect();
            let url = |key: &str| Ok(node.need(key)?.str()?.to_owned());
            let flows = match flow.str()? {
                "implicit" => OAuth2Flows {
                    implicit: Some(ImplicitOAuth2Flow {
                        authorization_url: url("authorizationUrl")?,
                        refresh_url: None,
                        scopes,
                        extensions: Default::default(),
                    }),
                    ..OAuth2Flows::default()
                },
                "accessCode" => OAuth2Flows {
                    authorization_code: Some(AuthorizationCodeOAuth2Flow {
                        authorization_url: url("authorizationUrl")?,
                        token_url: url("tokenUrl")?,
                        refresh_url: None,
                        scopes,
                        extensions: Default::default(),
                    }),
                    ..OAuth2Flows::default()
                },
                other => {
                    return Err(flow.error(format!(
                        "the OAuth2 flow `{other}` is unknown; expected implicit or accessCode"
                    )));
                }
            };
            Ok(SecurityScheme::OAuth2 {
                flows,
                description: None,
                extensions,
            })
        }
        other => Err(kind.error(format!(
            "the security type `{other}` is unknown; expected oauth2 or apiKey"
        ))),
    }
}

#[cfg(test)]
mod tests;
