//! The contract in words: what may be asked of a party, and by whom.

use super::roles::told;
use crate::texts::{Text, say};
use padron_model::Lang;
use padron_protocol::contract::{Callers, Endpoint};

/// An endpoint in one language.
pub(super) struct EndpointLine {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    /// The language of `summary`: a new endpoint has no Spanish yet.
    pub(super) tag: &'static str,
    pub(super) callers: String,
}

pub(super) fn lines(endpoints: &'static [Endpoint], lang: Lang) -> Vec<EndpointLine> {
    endpoints.iter().map(|endpoint| line(endpoint, lang)).collect()
}

fn line(endpoint: &'static Endpoint, lang: Lang) -> EndpointLine {
    let (summary, tag) = match (lang, spanish_summary(endpoint.name)) {
        (Lang::Es, Some(summary)) => (summary, lang.tag()),
        _ => (endpoint.summary, Lang::En.tag()),
    };
    EndpointLine {
        method: endpoint.method,
        path: endpoint.path,
        summary,
        tag,
        callers: callers(endpoint.callers, lang),
    }
}

fn callers(callers: Callers, lang: Lang) -> String {
    match callers {
        Callers::Public => say(ANYBODY, lang).to_owned(),
        Callers::OwnSystems => say(OWN_SYSTEMS, lang).to_owned(),
        Callers::Officers => say(OFFICERS, lang).to_owned(),
        Callers::Parties(roles) => {
            let names: Vec<_> = roles.iter().map(|role| say(told(*role).name, lang).to_lowercase()).collect();
            format!("{} {}", names.join(", "), say(SIGNED, lang))
        }
    }
}

const ANYBODY: Text = ["cualquier persona", "anybody"];
const OWN_SYSTEMS: Text = ["los sistemas del propio operador", "the operator's own systems"];
const OFFICERS: Text =
    ["los oficiales de este custodio, con su firma", "this custodian's officers, with their signature"];
const SIGNED: Text = ["(con su firma)", "(with its signature)"];

/// The Spanish of each endpoint's summary, by the endpoint's name.
pub(super) fn spanish_summary(name: &str) -> Option<&'static str> {
    SUMMARIES.iter().find(|(known, _)| *known == name).map(|(_, summary)| *summary)
}

const SUMMARIES: &[(&str, &str)] = &[
    ("home", "Quién es esta parte, qué puede y qué no puede saber, y cómo está"),
    ("live", "Responde mientras el proceso vive"),
    ("ready", "Si puede hacer su trabajo, comprobación por comprobación"),
    ("metrics", "Contadores en el formato de texto de Prometheus"),
    ("openapi", "Este contrato como OpenAPI 3.1"),
    ("trust", "La lista de confianza en vigor"),
    ("register", "Verificar a un titular y vincular una línea"),
    ("register-batch", "Lo mismo para muchas líneas a la vez"),
    ("verify", "Verificar titulares con las fuentes de identidad"),
    ("own-view", "Las líneas propias de una persona y quién preguntó por ellas, después de identificarse"),
    ("own-page", "La página para entrar a ver las líneas propias"),
    ("own-page-view", "La página con las líneas propias"),
    ("link", "Guardar registros sellados"),
    ("holdings", "Los resúmenes cerrados de una persona que se identificó"),
    ("accesses", "A quién se le respondió sobre las líneas de una persona que se identificó"),
    ("request", "Anotar en la bitácora que una autoridad pregunta"),
    ("request-file", "Una solicitud con las decisiones que constan en la bitácora"),
    ("decision", "Anotar en la bitácora la decisión de un custodio"),
    ("record", "Los registros sellados de la línea de una solicitud aprobada"),
    ("statistics", "Publicar lo que la anotación de una solicitud dice de sí, cuando termina la reserva"),
    ("trust-list", "Anotar en la bitácora la siguiente lista de confianza, firmada por suficientes llaves raíz"),
    ("log", "La bitácora pública como archivos (C2SP tlog-tiles)"),
    ("figures", "Las cifras públicas"),
    ("evaluate-line", "Calcular sobre números cegados, dentro del presupuesto del operador"),
    ("evaluate-person", "Calcular sobre identidades cegadas, dentro del presupuesto del verificador"),
    ("present", "Recibir una orden, cerrada, para que los oficiales decidan"),
    ("state", "En qué va una solicitud aquí"),
    ("evaluate-order", "Calcular el número de una orden aprobada"),
    ("open", "Soltar la parte de este custodio para una apertura"),
    ("journal", "El diario propio de este custodio: quién obtuvo respuesta sobre una línea"),
    ("queue", "Las solicitudes que esperan a los oficiales"),
    ("decide", "Aprobar o negar una solicitud"),
    ("trust-lists", "Las listas de confianza que constan en la bitácora, y hasta dónde ha llegado cada una"),
    ("confirm", "Confirmar una lista de confianza que consta en la bitácora"),
    ("alarms", "Lo que este custodio encontró mal en la bitácora"),
    ("match", "Comparar titulares con el registro de personas"),
    ("login", "Identificar a una persona para que entre"),
];
