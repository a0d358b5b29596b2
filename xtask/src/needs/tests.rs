use std::path::PathBuf;

use super::{NEEDS, is_installed};

#[test]
fn a_program_is_looked_for_in_every_folder() {
    let folders = [PathBuf::from("/nowhere"), PathBuf::from("/bin")];
    assert!(is_installed("sh", &folders));
    assert!(!is_installed("sh", &folders[..1]));
}

#[test]
fn missing_programs_are_named() {
    let need = &NEEDS[0];
    assert_eq!(need.missing(&[PathBuf::from("/nowhere")]), need.programs);
}
