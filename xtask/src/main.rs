use constant_contact_codegen::Spec;
fn main() {
    let [swagger, overlay, docs] = Spec::FILES.map(|f| std::fs::read(f).unwrap());
    match (Spec { swagger, overlay, docs }).openapi() {
        Ok(api) => println!("{}", serde_json::to_string_pretty(&api).unwrap()),
        Err(e) => eprintln!("{e}"),
    }
}
