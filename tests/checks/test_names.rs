use crate::fixture::{Fixture, INDEX, LIBRARY};

const TEST: &str = "\n#[test]\nfn every_byte_is_counted() {}\n";

#[test]
fn a_test_that_is_called_otherwise() {
    let fixture = Fixture::new();
    fixture.append(LIBRARY, TEST);
    fixture.append(INDEX, "\nSee `every_byte_is_counted`.\n");
    fixture.finds_nothing();

    fixture.replace(LIBRARY, "every_byte_is_counted", "each_byte_is_counted");
    fixture.finds(
        INDEX,
        "`every_byte_is_counted`",
        "the chapter has no test `every_byte_is_counted`",
    );
}

#[test]
fn a_function_that_is_no_test_or_never_runs() {
    let ignored = format!("#[{}]", "ignore");
    for attributes in [
        String::new(),
        format!("#[test]\n{ignored}\n"),
        format!("{ignored}\n#[test]\n"),
    ] {
        let fixture = Fixture::new();
        let function = format!("\n{attributes}fn every_byte_is_counted() {{}}\n");
        fixture.append(LIBRARY, &function);
        fixture.append(INDEX, "\nSee `every_byte_is_counted`.\n");
        fixture.finds(
            INDEX,
            "`every_byte_is_counted`",
            "the chapter has no test `every_byte_is_counted`",
        );
    }
}
