//! Writes every sample page, in both languages, to the folder given: to be looked at in a browser.

use padron_model::Lang;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("say which folder the pages go to"));
    };
    std::fs::create_dir_all(&folder)?;
    for lang in Lang::ALL {
        for (name, page) in padron_web::samples::pages(lang) {
            std::fs::write(folder.join(format!("{name}.{}.html", lang.tag())), page)?;
        }
    }
    Ok(())
}
