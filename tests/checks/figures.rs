use crate::fixture::{Fixture, INDEX, SENDING};

const FENCE: &str = "```bob id:one-way";

#[test]
fn a_figure_that_lacks_a_part() {
    let caption = "caption: One way, as [Sending](sending.md) tells.\n";
    let alternative = "alt: A client sends to a server.\n";
    for (part, message) in [
        (caption, "a figure without a caption"),
        (alternative, "a figure without a text alternative"),
    ] {
        let fixture = Fixture::new();
        fixture.replace(INDEX, part, "");
        // An incomplete figure isn't drawn, so the link to it is wrong as well.
        assert_eq!(
            fixture.report(),
            [
                format!(
                    "{INDEX}:17: 03-tiny/index.html has no id `figure-one-way`"
                ),
                format!("{INDEX}:19: {message}"),
            ]
        );
    }
}

#[test]
fn a_figure_without_or_with_too_much_of_a_drawing() {
    let fixture = Fixture::new();
    fixture.append(INDEX, "\n```bob\ncaption: c\nalt: a\n\n```\n");
    assert_eq!(
        fixture.report(),
        [format!("{INDEX}:33: a figure without a drawing")]
    );

    let fixture = Fixture::new();
    fixture.append(
        INDEX,
        &format!("\n```bob\ncaption: c\nalt: a\n\n{}\n```\n", "-".repeat(61)),
    );
    let message = "a figure 61 columns wide, of which a phone shows 60";
    assert_eq!(fixture.report(), [format!("{INDEX}:33: {message}")]);
}

#[test]
fn a_figure_that_is_not_drawn() {
    let fixture = Fixture::new();
    fixture.append(
        INDEX,
        "\n- ```bob id:listed\n  caption: c\n  alt: a\n\n  --\n  ```\n",
    );
    fixture.finds(
        INDEX,
        "```bob id:listed",
        "a figure in a list or quotation, which isn't drawn",
    );
    assert!(fixture.read(INDEX).contains(FENCE));
}

#[test]
fn an_image_without_a_text_alternative() {
    let message = "an image without a text alternative";
    for image in [
        "![](a%20dot.svg)",
        "<img src=\"a%20dot.svg\">",
        "<img alt=\" \" src=\"a%20dot.svg\">",
    ] {
        let fixture = Fixture::new();
        fixture.append(SENDING, &format!("\n{image}\n"));
        fixture.finds(SENDING, &format!("\n{image}\n")[1..], message);
    }
}
