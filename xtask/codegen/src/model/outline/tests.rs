use super::outline;
use quote::quote;

#[test]
fn types_keep_their_fields_and_variants_with_the_attributes_of_serde() {
    let file = quote! {
        pub use other::{a, b};
        pub mod types {
            #[doc = "Words."]
            #[derive(Clone)]
            pub struct Thing {
                #[doc = "Words."]
                #[serde(rename = "aB")]
                pub a_b: ::std::option::Option<::std::string::String>,
            }
            impl Thing {
                pub fn builder() -> builder::Thing { Default::default() }
            }
            pub struct Wrapped(pub Thing);
            impl ::std::fmt::Display for Kind {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str("a") }
            }
            pub enum Kind { #[doc = "Words."] #[serde(rename = "a")] A, B }
            pub mod builder { pub struct Thing { a: u8 } }
            const TEXT: &str = { "" };
        }
        pub struct Client { client: reqwest::Client }
    };
    let kept = quote! {
        pub mod types {
            #[derive(Clone)]
            pub struct Thing {
                #[serde(rename = "aB")]
                pub a_b: ::std::option::Option<::std::string::String>,
            }
            pub struct Wrapped(pub Thing);
            pub enum Kind { #[serde(rename = "a")] A, B }
        }
    };
    assert_eq!(outline(file).to_string(), kept.to_string());
}

#[test]
fn builders_keep_their_fields_and_their_answer() {
    let file = quote! {
        pub mod builder {
            use super::types;
            #[derive(Debug)]
            pub struct GetThing<'a> { client: &'a super::Client, id: Result<::std::string::String, String> }
            impl<'a> GetThing<'a> {
                pub fn id<V>(mut self, value: V) -> Self where V: TryInto<::std::string::String> { self }
                #[doc = "Words."]
                pub async fn send(self) -> Result<ResponseValue<types::Thing>, Error<()>> { let Self { id } = self; }
            }
        }
    };
    let kept = quote! {
        pub mod builder {
            #[derive(Debug)]
            pub struct GetThing<'a> { client: &'a super::Client, id: Result<::std::string::String, String> }
            impl<'a> GetThing<'a> {
                pub async fn send(self) -> Result<ResponseValue<types::Thing>, Error<()>> {}
            }
        }
    };
    assert_eq!(outline(file).to_string(), kept.to_string());
}
