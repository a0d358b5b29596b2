use crate::demo::stage::Stage;
use anyhow::Result;
use std::path::PathBuf;

/// The theft drill, as a command, on the disks of the registrar, a gateway and two custodians.
pub fn theft(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.theft);
    let population = stage.outside.join("population.csv");
    let spare = (0..50).map(|n| stage.spare_line(n)).collect::<Result<Vec<_>>>()?;
    crate::population::write(&population, stage.people.population(), &spare)?;
    if let Some(asked) = &stage.options.population {
        std::fs::copy(&population, asked)?;
    }
    let layout = &stage.country.layout;
    let stolen: Vec<PathBuf> = ["registrar", "operator-a", "custodian-1", "custodian-2"]
        .iter()
        .map(|id| layout.place(id).map(|place| place.dir.clone()))
        .collect::<Result<_>>()?;
    let mut drill: Vec<String> = vec!["drill".into(), "theft".into()];
    drill.extend(stolen.iter().map(|dir| dir.display().to_string()));
    drill.extend(["--population".into(), population.display().to_string(), "--json".into(), "theft.json".into()]);
    drill.extend(["--work".into(), stage.outside.display().to_string()]);
    drill.extend(["--lang".into(), stage.options.lang.tag().into()]);
    let output = stage.command(&drill.iter().map(String::as_str).collect::<Vec<_>>())?;
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).lines().for_each(|line| println!("     {line}"));
    stage.note(1, output.status.success(), |t| t.theft_done);
    Ok(())
}
