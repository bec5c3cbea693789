use super::*;
use constant_contact_codegen::Document;
use constant_contact_codegen::model::model;
use serde_json::json;

fn two_areas() -> Model {
    let operation = |id: &str| json!({"operationId": id.replace(' ', ""), "tags": [id], "responses": {"204": {"description": "x"}}});
    let contract = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "h",
        "tags": [{"name": "Old Things"}, {"name": "New Things"}],
        "paths": {"/a": {"get": operation("Old Things"), "post": operation("New Things")}},
    });
    model(&Document::new("f", &contract).unwrap()).unwrap()
}

#[test]
fn the_number_of_operations_and_the_features_are_filled_in() {
    let readme = "All <!-- operations -->3<!-- /operations --> operations.\n\n<!-- features -->\nold\nones\n<!-- /features -->\n\
                  Once more <!-- operations --><!-- /operations -->.\n";
    let filled = filled(readme, &two_areas()).unwrap();
    assert_eq!(
        filled,
        "All <!-- operations -->2<!-- /operations --> operations.\n\n<!-- features -->\n\
         `new-things`, `old-things`\n<!-- /features -->\n\
         Once more <!-- operations -->2<!-- /operations -->.\n"
    );
    assert_eq!(super::filled(&filled, &two_areas()).unwrap(), filled);
}

#[test]
fn missing_comments_are_refused() {
    let features = "<!-- features -->x<!-- /features -->";
    for (readme, expected) in [
        (features.to_owned(), "expected `<!-- operations -->"),
        (
            format!("{features} <!-- operations -->"),
            "`<!-- operations -->` has no `<!-- /operations -->`",
        ),
        (
            format!("{features} <!-- /operations --> <!-- operations -->1<!-- /operations -->"),
            "`<!-- /operations -->` without",
        ),
    ] {
        let error = filled(&readme, &two_areas()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn long_lists_are_wrapped_between_words() {
    let names: Vec<String> = (100..130).map(|number| format!("area-{number}")).collect();
    let text = listed(names.iter().map(String::as_str).collect());
    assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
    assert!(text.lines().count() > 2, "{text}");
    let words: Vec<&str> = text.split([' ', '\n']).collect();
    assert_eq!(words.len(), names.len());
    assert!(words[..29].iter().all(|word| word.ends_with("`,")));
}
