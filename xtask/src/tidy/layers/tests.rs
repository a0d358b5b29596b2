use super::{Graph, Member, check, check_map};
use crate::tidy::tree::Tree;

fn set(names: &[&str]) -> std::collections::BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn member(name: &str, depends: &[&str], dev_depends: &[&str]) -> Member {
    Member {
        name: name.to_owned(),
        manifest: format!("crates/{name}/Cargo.toml"),
        depends: set(depends),
        dev_depends: set(dev_depends),
        reaches: set(depends),
        reaches_without_features: set(depends),
        description: "what it is".to_owned(),
        ..Member::default()
    }
}

fn says(member: Member) -> Vec<String> {
    check(&Graph { members: vec![member] }).into_iter().map(|violation| violation.says).collect()
}

#[test]
fn lower_layers_are_allowed() {
    assert!(
        says(member("padron-registrar", &["padron-model", "padron-protocol", "serde"], &["padron-testkit"])).is_empty()
    );
    assert!(says(member("padron", &["padron-watch", "tokio", "getrandom"], &[])).is_empty());
    assert!(says(member("padron-store", &["rusqlite", "padron-registrar"], &[])).is_empty());
}

#[test]
fn upward_and_sideways_are_refused() {
    assert!(says(member("padron-model", &["padron-protocol"], &[]))[0].contains("only lower layers"));
    assert!(says(member("padron-registrar", &["padron-custodian"], &[]))[0].contains("only lower layers"));
    assert!(says(member("padron-store", &["padron-http"], &[]))[0].contains("only lower layers"));
    assert!(says(member("padron-verifier", &[], &["padron-operator"]))[0].contains("role"));
}

#[test]
fn lower_layers_name_no_runtime_and_no_randomness() {
    assert!(says(member("padron-custodian", &["tokio"], &[]))[0].contains("tokio"));
    assert!(says(member("padron-threshold", &["getrandom"], &[]))[0].contains("getrandom"));
    let mut hidden = member("padron-protocol", &["innocent"], &[]);
    hidden.reaches = set(&["innocent", "hyper"]);
    assert!(says(hidden)[0].contains("hyper"));
}

#[test]
fn only_the_store_names_a_database() {
    assert!(says(member("padron-http", &["rusqlite"], &[]))[0].contains("only padron-store"));
}

#[test]
fn a_party_s_binary_has_nothing_of_the_laboratory() {
    assert!(says(member("padron", &["padron-laboratory"], &[]))[0].contains("belongs to the laboratory"));
    let mut hidden = member("padron", &["padron-import"], &[]);
    hidden.reaches_without_features = set(&["padron-import", "flate2"]);
    assert!(says(hidden)[0].contains("flate2"));
    let mut optional = member("padron", &["padron-laboratory", "padron-import"], &[]);
    optional.reaches_without_features = set(&["padron-import"]);
    assert!(says(optional).is_empty());
}

#[test]
fn the_map_has_the_table_s_crates_in_its_order_and_no_others() {
    let graph = Graph { members: vec![member("padron-tlog", &[], &[]), member("padron-model", &[], &[])] };
    let judge = |rows: &str| {
        let text = format!("# Map\n\n| layer | crate | what it is |\n|---|---|---|\n{rows}\nmore\n");
        check_map(&Tree::of(&[("ARCHITECTURE.md", &text)]), &graph).first().map(ToString::to_string)
    };
    let (model, tlog) = ("| 0 | `padron-model` | what it is |\n", "| 1 | `padron-tlog` | what it is |\n");
    assert_eq!(judge(&format!("{model}{tlog}")), None);
    assert!(judge(&format!("{tlog}{model}")).unwrap().starts_with("ARCHITECTURE.md:5: "));
    assert!(judge(model).unwrap().contains("`padron-tlog`"));
    assert!(judge(&format!("{model}{tlog}| 9 | `gone` | old |\n")).unwrap().contains("ends above"));
    assert!(judge(&format!("{model}{}", tlog.replace("is", "was"))).is_some());
}

#[test]
fn what_is_shipped_has_no_country_for_tests() {
    let mut shipped = member("padron-http", &["padron-protocol"], &[]);
    shipped.features = set(&["padron-protocol/testing", "serde/derive"]);
    assert!(says(shipped)[0].contains("only dev-dependencies"));
}

#[test]
fn an_unknown_crate_is_refused() {
    assert!(says(member("padron-surprise", &[], &[]))[0].contains("no layer"));
}

#[test]
fn the_real_graph_is_read() {
    let metadata = crate::workspace::metadata().unwrap();
    let graph = Graph::of(&metadata);
    let registrar = graph.members.iter().find(|member| member.name == "padron-registrar").unwrap();
    assert!(registrar.depends.contains("padron-protocol"));
    assert!(registrar.reaches.contains("serde_core"));
    assert!(!registrar.depends.contains("rand_chacha") && registrar.dev_depends.contains("rand_chacha"));
    let binary = graph.members.iter().find(|member| member.name == "padron").unwrap();
    assert!(binary.reaches.contains("padron-testkit") && !binary.reaches_without_features.contains("padron-testkit"));
    assert!(registrar.features.contains("serde/derive") && !registrar.features.contains("padron-protocol/testing"));
    assert!(graph.has("xtask") && !graph.has("padron-surprise"));
}
