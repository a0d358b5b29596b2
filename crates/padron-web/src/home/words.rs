//! Texts of the first page.

use crate::texts::texts;

texts! {
    /// Texts of the first page.
    HomeTexts {
        demo: [
            "Demostración: todas las personas, números y documentos son inventados.",
            "Demonstration: every person, number and document here is invented."
        ],
        look: ["Ver las líneas que están a mi nombre", "See the lines in my name"],
        id: ["Identificador", "Identifier"],
        controller: ["Quién lo controla", "Who controls it"],
        register: ["Registro", "Register"],
        regime: ["Reglas en vigor", "Rules in force"],
        learns: ["Qué llega a saber", "What it gets to know"],
        never: ["Qué no puede hacer nunca", "What it can never do"],
        health: ["Cómo está ahora", "How it is doing"],
        ready: ["Todo en orden: puede hacer su trabajo.", "All in order: it can do its work."],
        unready: [
            "Hay algo que atender: mientras tanto, no puede hacer todo su trabajo.",
            "Something needs attention: until then it cannot do all of its work."
        ],
        no_checks: ["Todavía no hay comprobaciones.", "There are no checks yet."],
        good: ["En orden", "In order"],
        bad: ["Falla", "Fails"],
        figures: ["Cifras", "Figures"],
        figures_note: [
            "Cualquiera puede volver a contarlas a partir de la bitácora pública.",
            "Anybody can count them again from the public log."
        ],
        contract: ["Qué se le puede pedir", "What it can be asked"],
        contract_note: [
            "Estas direcciones son todas las que existen. Ninguna sirve para buscar, listar ni exportar personas o números.",
            "These addresses are all there are. None of them searches, lists or exports persons or numbers."
        ],
        no_endpoints: [
            "No atiende solicitudes de otros: actúa hacia las demás partes, con su firma.",
            "It serves no requests of others: it acts towards the other parties, with its signature."
        ],
        common: ["Lo que ofrecen todas las partes", "What every party offers"],
        openapi: ["El mismo contrato, para programas (OpenAPI 3.1)", "The same contract, for programs (OpenAPI 3.1)"],
        callers: ["Puede llamar:", "May call:"],
        others: ["Quiénes más participan", "Who else takes part"],
        others_note: [
            "El trabajo está repartido para que nadie lo tenga todo. Quién es cada parte consta, con firmas, en la",
            "The work is divided so that nobody holds everything. Who each party is stands, signed, in the"
        ],
        trust_list: ["lista de confianza", "trust list"],
    }
}
