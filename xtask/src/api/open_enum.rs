//! Reads `open_enum!`, which declares the enumerations and which only the compiler expands.

use syn::Attribute;
use syn::parse::{Parse, ParseStream};

/// The content of `open_enum!`.
pub(super) struct OpenEnum {
    pub name: String,
    pub variants: Vec<(String, String)>,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Attribute::parse_outer(input)?;
        let name = input.parse::<syn::Ident>()?.to_string();
        let content;
        syn::braced!(content in input);
        let mut variants = Vec::new();
        while !content.is_empty() {
            Attribute::parse_outer(&content)?;
            let variant = content.parse::<syn::Ident>()?.to_string();
            content.parse::<syn::Token![=]>()?;
            variants.push((variant, content.parse::<syn::LitStr>()?.value()));
            if !content.is_empty() {
                content.parse::<syn::Token![,]>()?;
            }
        }
        Ok(Self { name, variants })
    }
}
