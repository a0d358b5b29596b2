//! Texts of a witness's page.

use crate::texts::texts;

texts! {
    /// Texts of a witness's page.
    WitnessTexts {
        witness: ["Testigo", "Witness"],
        who: [
            "Vigila bitácoras públicas: firma el estado de una solo si contiene, sin cambios, todo lo que ya había \
             firmado. Así nadie puede enseñar una bitácora a unos y otra a otros, ni quitar algo sin que se note.",
            "Watches public logs: it signs the state of one only if it contains, unchanged, all that it has signed \
             before. So nobody can show one log to some and another to others, or take something out unnoticed."
        ],
        name: ["Nombre", "Name"],
        controller: ["Quién lo controla", "Who controls it"],
        never: ["Qué no puede hacer nunca", "What it can never do"],
        never_read: [
            "Leer una bitácora: recibe su tamaño y su huella, no sus apuntes.",
            "Read a log: it is sent the log's size and hash, not its entries."
        ],
        never_write: [
            "Añadir algo a una bitácora: no tiene sus llaves.",
            "Add something to a log: it does not have the log's keys."
        ],
        key: ["Su llave", "Its key"],
        key_note: [
            "Con ella comprueba cualquiera lo que el testigo ha firmado. Compárela con la que publica quien lo controla.",
            "With it anybody can check what the witness has signed. Compare it with the one that its controller publishes."
        ],
        logs: ["Lo que ha firmado", "What it has signed"],
        size: ["Apuntes", "Entries"],
        root: ["Huella", "Hash"],
        at: ["Firmado por última vez", "Last signed"],
        none: ["Todavía no ha firmado nada de esta bitácora.", "It has signed nothing of this log yet."],
        note: ["Ver lo firmado", "See what was signed"],
        more: ["Bitácoras que no caben en esta página:", "Logs that do not fit on this page:"],
        more_note: ["Sus cifras están en", "Their figures are in"],
        protocol: ["Cómo se le habla", "How to talk to it"],
        protocol_note: [
            "Habla el protocolo tlog-witness de C2SP, así que sirve a cualquier bitácora que conozca:",
            "It speaks C2SP's tlog-witness protocol, so it serves any log that it knows:"
        ],
        submit: ["La bitácora pide una firma.", "The log asks for a signature."],
        monitor: [
            "Cualquiera lee lo último que firmó; la bitácora se nombra por el SHA-256 de su origen.",
            "Anybody reads what it signed last; the log is named by the SHA-256 of its origin."
        ],
    }
}
