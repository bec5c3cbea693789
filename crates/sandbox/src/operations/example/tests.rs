use super::*;
use crate::contract::CONTRACT;
use serde_json::json;

#[test]
fn the_example_of_every_operation_fits_its_schema() {
    let mut checked = 0;
    for operation in &CONTRACT.operations {
        for (status, response) in &operation.responses {
            let Some(schema) = &response.schema else {
                continue;
            };
            let whole = json!({ "allOf": [schema], "definitions": CONTRACT.definitions });
            let validator = jsonschema::draft4::options()
                .should_validate_formats(true)
                .build(&whole);
            let validator = validator.expect("the schema is valid");
            let document = document(response).expect("a schema has an example");
            let errors: Vec<_> = validator
                .iter_errors(&document)
                .map(|error| format!("{} at {}", error, error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0], "{} {status}", operation.id);
            checked += 1;
        }
    }
    assert!(checked > 90, "{checked} answers were checked");
}

#[test]
fn an_example_says_that_it_is_one() {
    let operation = CONTRACT.operation("getSocialProfilesUsingGET");
    let answer = answer(operation.expect("it exists"));
    assert!(answer.headers.contains(&(HEADER, "true".to_owned())));
}
