//! Texts of refusals.

use crate::texts::{Text, say, texts};
use padron_model::Lang;
use padron_protocol::ProblemType;

texts! {
    /// Texts of the page of a refusal.
    ProblemTexts {
        window: ["No se pudo", "It could not be done"],
        detail: ["Detalle técnico, por si alguien te ayuda", "Technical detail, for whoever helps you"],
        code: ["Código", "Code"],
        kind: ["Tipo", "Type"],
        field: ["Campo", "Field"],
        message: ["Mensaje", "Message"],
        home: ["Ir al inicio", "Go to the first page"],
        stored: [
            "Aquí no se repite nada de lo que enviaste.",
            "Nothing that you sent is repeated here."
        ],
    }
}

/// What happened. The English is the type's own title; a type without Spanish yet is told in English.
pub(super) fn title(kind: ProblemType, lang: Lang) -> &'static str {
    match lang {
        Lang::En => kind.title(),
        Lang::Es => spanish(kind).unwrap_or(kind.title()),
    }
}

pub(super) fn spanish(kind: ProblemType) -> Option<&'static str> {
    TITLES.iter().find(|(known, _)| *known == kind).map(|(_, title)| *title)
}

/// What to do, by the HTTP status (RFC 9110 section 15).
pub(super) fn advice(status: u16, lang: Lang) -> &'static str {
    let text: Text = match status {
        401 => [
            "Vuelve a identificarte. Si usas un código, pide uno nuevo: cada código sirve una sola vez.",
            "Identify yourself again. If you use a code, ask for a new one: each code works once.",
        ],
        403 => [
            "Esto no está permitido desde aquí. Si crees que debería estarlo, enseña esta página a quien te atiende.",
            "This is not allowed from here. If you think it should be, show this page to whoever helps you.",
        ],
        404 | 405 => [
            "Revisa la dirección o vuelve al inicio. Este sitio tiene pocas páginas a propósito: no hay ninguna para \
             buscar ni para listar.",
            "Check the address or go to the first page. This site has few pages on purpose: none of them searches or \
             lists.",
        ],
        409 => [
            "La solicitud choca con algo que ya consta. No se guardó nada nuevo.",
            "The request clashes with something already on record. Nothing new was stored.",
        ],
        413 => ["Envía menos de una vez.", "Send less at a time."],
        429 => [
            "Por hoy se llegó al límite, que existe para que nadie pueda hojear el registro. Inténtalo mañana.",
            "Today's limit is reached; it exists so that nobody can browse the register. Try again tomorrow.",
        ],
        400..=499 => ["Revisa lo que enviaste y vuelve a intentarlo.", "Check what you sent and try again."],
        503 => [
            "No es culpa tuya. Espera unos minutos y vuelve a intentarlo.",
            "It is not your fault. Wait a few minutes and try again.",
        ],
        _ => [
            "La falla es nuestra y no se guardó nada. Inténtalo más tarde; si sigue igual, enseña esta página a quien te \
             atiende.",
            "The fault is ours and nothing was stored. Try later; if it goes on, show this page to whoever helps you.",
        ],
    };
    say(text, lang)
}

use ProblemType as Kind;

const TITLES: &[(ProblemType, &str)] = &[
    (Kind::MalformedRequest, "La solicitud no se puede leer"),
    (Kind::InvalidField, "Un dato no es válido"),
    (Kind::NotMobile, "El número no es de una serie móvil"),
    (Kind::TooManyRows, "Demasiados renglones en un lote"),
    (Kind::TooLarge, "Lo enviado es demasiado grande"),
    (Kind::NotFound, "Aquí no hay nada"),
    (Kind::MethodNotAllowed, "Eso no se ofrece en esta dirección"),
    (Kind::Unauthenticated, "Falta decir quién pregunta"),
    (Kind::BadSignature, "No se pudo comprobar quién pregunta"),
    (Kind::Replayed, "Esta solicitud firmada ya se usó"),
    (Kind::Forbidden, "Esta parte no puede hacer eso"),
    (Kind::NotVerified, "No se pudo verificar al titular"),
    (Kind::LineUnavailable, "La línea no está disponible"),
    (Kind::CapReached, "El titular llegó al límite de líneas"),
    (Kind::SubmissionAltered, "Este envío ya se hizo antes con otro contenido"),
    (Kind::BadVerification, "La verificación no es para este envío"),
    (Kind::BadSeal, "Un dato sellado no es válido"),
    (Kind::AgainstRegime, "Las reglas en vigor no lo permiten"),
    (Kind::BudgetExhausted, "Se agotó el presupuesto"),
    (Kind::Busy, "Hay demasiado trabajo en espera"),
    (Kind::TooFewCustodians, "Respondieron muy pocos custodios"),
    (Kind::Unreachable, "Una parte que hace falta no responde"),
    (Kind::StoreUnavailable, "No se puede guardar en este momento"),
    (Kind::WrongEpoch, "La llave no es la que está en uso"),
    (Kind::BadOrder, "La orden no es válida"),
    (Kind::OrderExpired, "La orden no está en vigor"),
    (Kind::OrderSpent, "La orden ya se usó"),
    (Kind::NotLogged, "La solicitud no consta en la bitácora"),
    (Kind::NotWitnessed, "Muy pocos testigos han confirmado la bitácora hace poco"),
    (Kind::LogInconsistent, "La bitácora pública se contradice"),
    (Kind::BadTrustList, "La lista de confianza no es válida"),
    (Kind::TrustExpired, "La lista de confianza venció"),
    (Kind::NotApproved, "Faltan aprobaciones de los custodios"),
    (Kind::Refused, "La solicitud fue negada"),
    (Kind::BadParts, "Lo que se mostró no prueba la línea"),
    (Kind::NotCovered, "La orden no alcanza para esto"),
    (Kind::LoginFailed, "No pudimos reconocerte"),
    (Kind::Internal, "Hubo una falla interna"),
];
