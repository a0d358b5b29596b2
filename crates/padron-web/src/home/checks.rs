//! Names of checks and of figures, as far as this version knows them; what it does not know is shown as it came.

use crate::texts::{Text, say};
use padron_model::Lang;

pub(super) const CHECKS: &[(&str, Text)] = &[
    ("schema", ["Esquema de la base de datos", "Database schema"]),
    ("store", ["Base de datos", "Database"]),
    ("keyring", ["Llavero", "Keyring"]),
    ("clock", ["Reloj", "Clock"]),
    ("log", ["Bitácora", "Log"]),
    ("log-lag", ["Bitácora al día", "Log up to date"]),
    ("trust-list", ["Lista de confianza vigente", "Trust list in force"]),
    ("regime", ["Reglas de la ley", "Rules of the law"]),
    ("keys", ["Llaves", "Keys"]),
    ("share", ["Parte de las llaves", "Share of the keys"]),
    ("shares", ["Partes de las llaves", "Shares of the keys"]),
    ("custodians", ["Custodios al alcance", "Custodians within reach"]),
    ("registrar", ["Registrador al alcance", "Registrar within reach"]),
    ("verifier", ["Verificador al alcance", "Verifier within reach"]),
    ("identity-source", ["Fuente de identidad al alcance", "Identity source within reach"]),
    ("witnesses", ["Testigos de la bitácora", "Witnesses of the log"]),
    ("budget", ["Presupuesto del día", "Budget of the day"]),
    ("disk", ["Espacio en disco", "Disk space"]),
];

pub(super) const FIGURES: &[(&str, Text)] = &[
    ("entries", ["Entradas en la bitácora", "Entries in the log"]),
    ("links", ["Líneas vinculadas", "Lines linked"]),
    ("requests", ["Solicitudes de autoridades", "Requests of authorities"]),
    ("approvals", ["Aprobaciones de custodios", "Approvals of custodians"]),
    ("refusals", ["Negativas de custodios", "Refusals of custodians"]),
    ("disclosures", ["Respuestas entregadas", "Answers handed out"]),
    ("trust-lists", ["Listas de confianza publicadas", "Trust lists published"]),
    ("signed", ["Entradas firmadas", "Entries signed"]),
    ("cosigned", ["Cofirmada por los testigos", "Cosigned by the witnesses"]),
    ("unpublished-since", ["Entrada más antigua sin publicar", "Oldest entry that is not published"]),
    ("alarm", ["Alarma", "Alarm"]),
    ("evaluations", ["Cálculos hechos hoy", "Evaluations made today"]),
    ("line-evaluations", ["Cálculos de líneas hechos hoy", "Line evaluations made today"]),
    ("person-evaluations", ["Cálculos de personas hechos hoy", "Person evaluations made today"]),
    ("journal-lookups", ["Consultas al diario propio hoy", "Journal look-ups today"]),
    ("verifications", ["Verificaciones hechas", "Verifications made"]),
    ("sign-ins", ["Personas que miraron su página", "People who looked at their page"]),
    ("waiting", ["Solicitudes en espera de decisión", "Requests waiting for a decision"]),
];

/// The label of a check.
pub(super) fn check_label(name: &str, lang: Lang) -> Option<&'static str> {
    find(CHECKS, name, lang)
}

/// The label of a figure.
pub(super) fn figure_label(key: &str, lang: Lang) -> Option<&'static str> {
    find(FIGURES, key, lang)
}

/// Names are compared with `-` and `_` alike.
fn find(table: &[(&str, Text)], name: &str, lang: Lang) -> Option<&'static str> {
    let name = name.replace('_', "-");
    table.iter().find(|(known, _)| *known == name).map(|(_, text)| say(*text, lang))
}
