use crate::texts::Text;

fn check(key: &str, [spanish, english]: Text) {
    for text in [spanish, english] {
        assert!(!text.is_empty() && text.trim() == text, "{key} is empty or has a space at an end");
        assert!(!text.contains("  "), "{key} has two spaces in a row");
        assert!(!text.contains(['<', '>', '{', '}']), "{key} has markup");
    }
    let ends = |text: &str| text.ends_with(['.', ':']).then(|| text.chars().last()).flatten();
    assert_eq!(ends(spanish), ends(english), "{key} ends in another way in each language");
}

#[test]
fn every_text_is_there_in_both_languages() {
    let tables = [
        crate::shell::ShellTexts::ALL,
        crate::sign_in::SignInTexts::ALL,
        crate::own::OwnTexts::ALL,
        crate::home::words::HomeTexts::ALL,
        crate::answer::words::AnswerTexts::ALL,
        crate::problem::words::ProblemTexts::ALL,
        crate::witness::words::WitnessTexts::ALL,
    ];
    let mut same = Vec::new();
    for (key, text) in tables.into_iter().flatten() {
        check(key, *text);
        if text[0] == text[1] {
            same.push(*key);
        }
    }
    assert_eq!(same, ["folio"], "only words that both languages share may be the same");
}

#[test]
fn what_a_text_declares_is_what_it_says() {
    use padron_model::Lang;
    assert_eq!(crate::own::OwnTexts::of(Lang::Es).title, "Mis líneas");
    assert_eq!(crate::own::OwnTexts::of(Lang::En).title, "My lines");
}
