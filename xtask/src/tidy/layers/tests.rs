use super::{Graph, Member, check};

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
    assert!(says(member("padron", &["padron-testkit", "tokio", "getrandom"], &[])).is_empty());
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
    assert!(graph.has("xtask") && !graph.has("padron-surprise"));
}
