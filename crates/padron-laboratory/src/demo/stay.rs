//! After the story: the country stays up, with commands to paste.

use super::scenes::sign_in;
use super::stage::Stage;
use anyhow::Result;
use padron_host::files;
use padron_protocol::contract::Endpoint as _;
use padron_protocol::contract::operator::Register;
use padron_protocol::contract::verifier::ShowSignIn;

/// Prints the commands.
pub fn invite(stage: &Stage) -> Result<()> {
    let layout = &stage.country.layout;
    let padron = std::env::current_exe()?.display().to_string();
    let outside = stage.outside.display();
    let trust = stage.trust_arguments().join(" ");
    let key = stage.key("prosecutor")?;
    let open = format!("{padron} request open case-1.request.json --out again.json --key {key} {trust}");
    stage.say(|t| t.stay);
    println!("\n     cd {outside}");

    stage.say(|t| t.stay_link);
    let form = spare_registration(stage)?;
    files::write_secret(&stage.outside.join("registration.json"), serde_json::to_string_pretty(&form)?.as_bytes())?;
    let token = layout.token("operator-a").display().to_string();
    println!(
        "     curl -s {}{} -H \"Authorization: Bearer $(cat {token})\" -H \"Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)\" -H 'Content-Type: application/json' --data @registration.json",
        stage.address("operator-a")?,
        Register::PATH
    );

    let (document, code) = sign_in(stage, 0)?;
    files::write_secret(&stage.outside.join("sign-in.txt"), format!("{document}\n{code}\n").as_bytes())?;
    let page = format!("{}{}", stage.address("verifier")?, ShowSignIn::PATH);
    stage.say(|t| t.stay_me(&page));
    println!("     cat sign-in.txt");

    stage.say(|t| t.stay_stop);
    let three: Vec<String> = ["custodian-1", "custodian-2", "custodian-3"]
        .iter()
        .filter_map(|id| stage.country.process(id))
        .map(|id| id.to_string())
        .collect();
    println!("     kill -STOP {0}; {open}; kill -CONT {0}", three.join(" "));

    stage.say(|t| t.stay_forge);
    println!(
        "     sed 's/.\\(.\\{{20\\}}\\)$/A\\1/' case-1.order.jws > forged.jws; {padron} request submit forged.jws --out forged.json --key {key} {trust}"
    );

    stage.say(|t| t.stay_row);
    let database = layout.place("registrar")?.dir.join("data/register.sqlite");
    println!("     sqlite3 {} \"UPDATE records SET wrapped = zeroblob(length(wrapped))\"; {open}", database.display());
    println!();
    stage.say(|t| t.stay_end);
    Ok(())
}

/// A line that is not linked yet, of a person who may have one more.
fn spare_registration(stage: &Stage) -> Result<padron_protocol::messages::link::Registration> {
    let population = stage.people.population();
    let who = super::scenes::newcomer(stage, 0)?;
    Ok(crate::local::registration(&population.person(who), &stage.spare_line(45)?))
}
