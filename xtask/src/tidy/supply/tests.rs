use super::{CRATES_IO, Policy, Taken};

const POLICY: &str = r#"
[licenses]
allow = ["MIT", "Apache-2.0", "ISC"]
[bans]
deny = [{ crate = "openssl", reason = "one TLS" }]
"#;

fn judge(name: &str, licence: Option<&str>, source: &str) -> Vec<String> {
    let taken = Taken { name, version: "1.0.0".to_owned(), licence, source: Some(source) };
    Policy::read(POLICY).unwrap().judge(&taken).into_iter().map(|violation| violation.says).collect()
}

#[test]
fn expressions_are_evaluated() {
    let policy = Policy::read(POLICY).unwrap();
    for allowed in
        ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "MIT AND ISC", "(MIT OR GPL-3.0) AND ISC", "GPL-3.0 OR MIT AND ISC"]
    {
        assert!(policy.allows(allowed), "{allowed}");
    }
    for refused in ["GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0 WITH LLVM-exception", "", "(MIT", "MIT ISC"] {
        assert!(!policy.allows(refused), "{refused}");
    }
}

#[test]
fn a_licence_outside_the_list_is_refused() {
    assert!(judge("copyleft", Some("GPL-3.0"), CRATES_IO)[0].contains("GPL-3.0"));
    assert!(judge("silent", None, CRATES_IO)[0].contains("names no licence"));
}

#[test]
fn a_banned_crate_is_refused() {
    assert!(judge("openssl", Some("Apache-2.0"), CRATES_IO)[0].contains("banned"));
}

#[test]
fn another_source_is_refused() {
    assert!(judge("forked", Some("MIT"), "git+https://example.org/forked")[0].contains("only crates.io"));
    assert!(judge("good", Some("MIT"), CRATES_IO).is_empty());
}
