use super::check;
use crate::tidy::tree::Tree;

fn says(path: &str, text: &str) -> Vec<String> {
    check(&Tree::of(&[(path, text)])).into_iter().map(|violation| violation.to_string()).collect()
}

const MODEL: &str = "crates/padron-model/src/number.rs";

#[test]
fn modules_that_reach_outside_are_refused_however_they_are_named() {
    assert!(says(MODEL, "\nfn f() { std::fs::read(\"x\"); }")[0].starts_with("crates/padron-model/src/number.rs:2: "));
    assert!(says(MODEL, "use std::net::TcpStream;")[0].contains("std::net"));
    assert!(says(MODEL, "use std::{collections::{BTreeMap, BTreeSet}, env};")[0].contains("std::env"));
    assert!(says(MODEL, "use std::{fs::{self, File}, fmt};")[0].contains("std::fs"));
}

#[test]
fn clocks_are_refused() {
    assert!(says(MODEL, "fn f() -> Timestamp { jiff::Timestamp::now() }")[0].contains("no clock"));
    assert!(says("crates/padron-custodian/src/lib.rs", "use std::time::SystemTime;")[0].contains("SystemTime"));
}

#[test]
fn sql_is_refused_outside_the_store() {
    let text = "const Q: &str = \"SELECT number FROM lines\";";
    assert!(says("crates/padron-http/src/lib.rs", text)[0].contains("SQL belongs in"));
    assert!(says("crates/padron-store/src/lines.rs", text).is_empty());
}

#[test]
fn tests_comments_and_upper_layers_are_free() {
    assert!(says(MODEL, "// std::fs is not used\nuse std::{fmt, collections::BTreeMap};").is_empty());
    assert!(says(MODEL, "use std::{fmt::{self, Display}, io::Write};").is_empty());
    assert!(says(MODEL, "#[cfg(test)]\nmod tests { use std::fs; }").is_empty());
    assert!(says("crates/padron-model/src/number/tests.rs", "use std::fs;").is_empty());
    assert!(says("crates/padron/src/main.rs", "use std::{env, fs};").is_empty());
}
