//! The serde attributes of progenitor's fields and variants.

/// What serde attributes say of a field.
#[derive(Default)]
pub(super) struct Attributes {
    pub rename: Option<String>,
    pub flatten: bool,
    pub skips: bool,
}

impl Attributes {
    pub fn read(attrs: &[syn::Attribute]) -> Result<Self, String> {
        let mut read = Self::default();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
            attr.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    read.rename = Some(meta.value()?.parse::<syn::LitStr>()?.value());
                } else if meta.path.is_ident("flatten") {
                    read.flatten = true;
                } else if meta.path.is_ident("skip_serializing_if") {
                    read.skips = true;
                    meta.value()?.parse::<syn::LitStr>()?;
                } else if meta.path.is_ident("default") {
                    if meta.input.peek(syn::Token![=]) {
                        return Err(meta.error("a default value"));
                    }
                } else {
                    return Err(meta.error("an attribute without a rule"));
                }
                Ok(())
            })
            .map_err(|e| e.to_string())?;
        }
        Ok(read)
    }
}
