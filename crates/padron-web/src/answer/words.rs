//! Texts of an answer.

use crate::texts::texts;

texts! {
    /// Texts of an answer.
    AnswerTexts {
        title: ["Respuesta a una orden judicial", "Answer to a court order"],
        copy: ["copia", "copy"],
        handed_to: ["Entregada a", "Handed to"],
        order_short: ["orden", "order"],
        registered: [
            "Registrada a nombre de. No dice quién la usó.",
            "Registered to. It does not say who used it."
        ],
        registered_more: [
            "Que una línea esté registrada a nombre de una persona no prueba que esa persona haya hecho una llamada o \
             enviado un mensaje. Este documento dice qué constaba en el registro en el tiempo preguntado, y nada más.",
            "That a line is registered to a person does not prove that this person made a call or sent a message. This \
             document says what stood in the register at the time asked about, and nothing else."
        ],
        holds: ["Todas las comprobaciones se cumplen.", "Every check holds."],
        fails: [
            "Esta respuesta no se sostiene: falla al menos una comprobación. No debe usarse como prueba.",
            "This answer does not stand: at least one check fails. It must not be used as evidence."
        ],
        unproved: ["no se sostiene", "does not stand"],
        see_checks: ["Ver las comprobaciones", "See the checks"],
        order: ["La orden", "The order"],
        number: ["Número por el que se pregunta", "Number asked about"],
        time_asked: ["Tiempo por el que se pregunta", "Time asked about"],
        until: ["a", "to"],
        court: ["Juzgado que ordena", "Court that orders"],
        authority: ["Autoridad que pregunta", "Authority that asks"],
        basis: ["Fundamento", "Legal basis"],
        case: ["Expediente", "Case"],
        compartments: ["Datos que la orden permite abrir", "Data that the order allows to be opened"],
        order_id: ["Orden", "Order"],
        request_id: ["Solicitud", "Request"],
        issued: ["Firmada", "Signed"],
        expires: ["Vence", "Expires"],
        embargo: ["La persona lo sabrá después de", "The person is told after"],
        custodians: ["Custodios con decisión adjunta", "Custodians whose decision is attached"],
        register: ["Registro", "Register"],
        made: ["Respuesta reunida", "Answer put together"],
        copy_number: ["Copia número", "Copy number"],
        found: ["Lo que constaba en el registro", "What stood in the register"],
        record: ["Registro de la línea", "Record of the line"],
        of: ["de", "of"],
        operator: ["Compañía", "Operator"],
        from: ["Desde", "From"],
        to: ["Hasta", "Until"],
        current: ["Seguía vigente cuando se firmó el historial", "Still in force when the history was signed"],
        strength: ["Cómo se verificó al titular", "How the holder was verified"],
        strength_attributes: [
            "Los datos coincidieron con los de la fuente oficial de identidad. No se comparó cara ni huella.",
            "The data agreed with those of the official identity source. No face or fingerprint was compared."
        ],
        strength_biometric: [
            "Los datos coincidieron con los de la fuente oficial de identidad, y se comparó a la persona con su propio \
             documento por cara o huella.",
            "The data agreed with those of the official identity source, and the person was compared with their own \
             document by face or fingerprint."
        ],
        strength_unopened: [
            "No se muestra: la orden no abrió los datos del titular.",
            "Not shown: the order did not open the holder's data."
        ],
        verified: ["Cuándo se verificó", "When verified"],
        record_id: ["Identificador del registro", "Record identifier"],
        field: ["Dato", "Field"],
        value: ["Como se registró", "As registered"],
        missing: [
            "El historial nombra este registro, pero la respuesta no lo trae: está incompleta.",
            "The history names this record, but the answer does not bring it: it is incomplete."
        ],
        absent: [
            "No constaba ningún registro de esta línea en ese tiempo.",
            "There was no record of this line at that time."
        ],
        absent_proved: [
            "Es una respuesta probada, no una falta de datos: el registrador firmó que no hay ninguno, y la firma se \
             comprobó.",
            "This is a proved answer, not missing data: the registrar signed that there is none, and the signature was \
             checked."
        ],
        absent_unproved: [
            "No está probado: falla al menos una comprobación, y no puede darse por cierto que no haya registro.",
            "This is not proved: at least one check fails, and the absence of a record cannot be relied on."
        ],
        checks: ["Qué se comprobó", "What was checked"],
        good: ["Se cumple", "Holds"],
        bad: ["Falla", "Fails"],
        should: ["Debía cumplirse:", "What should hold:"],
        reason: ["Motivo técnico:", "Technical reason:"],
        no_checks: ["No se hizo ninguna comprobación.", "No check was made."],
        how: ["Cómo comprobarlo por cuenta propia", "How to check it yourself"],
        how_text: [
            "Este papel es la copia para leer. La prueba es el archivo ANSWER.json que lo acompaña. Quien tenga ese \
             archivo y la lista de confianza del registro puede comprobarlo en su propia computadora, sin pedir permiso \
             y sin conexión:",
            "This paper is the copy for reading. The proof is the file ANSWER.json that comes with it. Anybody who has \
             that file and the register's trust list can check it on their own computer, without asking for permission \
             and without a connection:"
        ],
        how_same: [
            "Si el resultado y este papel no dicen lo mismo, vale el resultado.",
            "Where the result and this paper differ, the result counts."
        ],
    }
}
