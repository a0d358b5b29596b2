//! Each role in plain words: what it does, what it gets to know, what it can never do.

use crate::texts::{Text, say};
use padron_model::Lang;
use padron_protocol::trust::Role;

/// A role in one language.
pub(super) struct RoleWords {
    pub(super) name: &'static str,
    pub(super) who: &'static str,
    pub(super) learns: Vec<&'static str>,
    pub(super) never: Vec<&'static str>,
    /// Whether this party serves people's own pages.
    pub(super) serves_people: bool,
    /// Whether its figures are those of the public log.
    pub(super) keeps_log: bool,
}

impl RoleWords {
    pub(super) fn of(role: Role, lang: Lang) -> Self {
        let told = told(role);
        let list = |texts: &[Text]| texts.iter().map(|text| say(*text, lang)).collect();
        Self {
            name: say(told.name, lang),
            who: say(told.who, lang),
            learns: list(told.learns),
            never: list(told.never),
            serves_people: role == Role::Verifier,
            keeps_log: role == Role::Registrar,
        }
    }
}

/// The other roles, and the person, with a line each.
pub(super) fn others(role: Role, lang: Lang) -> Vec<(&'static str, &'static str)> {
    let roles = Role::ALL.into_iter().filter(|other| *other != role).map(told);
    let mut lines: Vec<_> = roles.map(|told| (say(told.name, lang), say(told.line, lang))).collect();
    lines.push((say(PERSON[0], lang), say(PERSON[1], lang)));
    lines
}

/// A role in both languages.
pub(super) struct Told {
    pub(super) name: Text,
    pub(super) who: Text,
    pub(super) line: Text,
    pub(super) learns: &'static [Text],
    pub(super) never: &'static [Text],
}

const PERSON: [Text; 2] = [
    ["La persona", "The person"],
    [
        "Mira sus propias líneas y quién preguntó por ellas, y puede decir «esta línea no es mía». No ve las de nadie más.",
        "Looks at their own lines and at who asked about them, and can say “this line is not mine”. Sees nobody else's.",
    ],
];

pub(super) const fn told(role: Role) -> &'static Told {
    match role {
        Role::Operator => &OPERATOR,
        Role::Verifier => &VERIFIER,
        Role::Registrar => &REGISTRAR,
        Role::Custodian => &CUSTODIAN,
        Role::IdentitySource => &IDENTITY_SOURCE,
        Role::Court => &COURT,
        Role::Authority => &AUTHORITY,
        Role::Witness => &WITNESS,
    }
}

const OPERATOR: Told = Told {
    name: ["Operador de telefonía", "Telephone operator"],
    who: [
        "Es la compañía que da el servicio. Recibe los datos de su cliente en su propia casa, pide que se verifique su \
         identidad, cierra el registro bajo sello y solo entonces lo entrega.",
        "The company that gives the service. It takes its customer's data in its own house, asks for the identity to be \
         verified, seals the record and only then hands it in.",
    ],
    line: [
        "Da el servicio. Toma los datos de su cliente, los sella en su propia casa y los entrega cerrados.",
        "Gives the service. Takes its customer's data, seals them in its own house and hands them in closed.",
    ],
    learns: &[
        [
            "Los datos de sus propios clientes, que ya le dieron a él.",
            "The data of its own customers, who gave them to it.",
        ],
        [
            "Que una persona llegó al límite de líneas, y eso solo después de verificarla de verdad.",
            "That a person has reached the cap of lines, and only after truly verifying that person.",
        ],
    ],
    never: &[
        ["Leer el registro.", "Read the register."],
        [
            "Probar si el documento o el número de alguien está en el registro.",
            "Test whether somebody's document or number is in the register.",
        ],
        [
            "Saber qué líneas tiene su cliente con otras compañías.",
            "Know which lines its customer has with other companies.",
        ],
    ],
};

const WITNESS: Told = Told {
    name: ["Testigo", "Witness"],
    who: [
        "Vigila la bitácora pública: la firma solo si todo lo que ya estaba sigue estando. Si alguien borrara o cambiara \
         un apunte, el testigo no firmaría, y sin testigos no se abre nada.",
        "Watches the public log: signs it only if everything that was there still is. If somebody deleted or changed an \
         entry the witness would not sign, and without witnesses nothing is opened.",
    ],
    line: [
        "Vigila la bitácora pública y la firma solo si nada se borró ni se cambió.",
        "Watches the public log and signs it only if nothing was deleted or changed.",
    ],
    learns: &[["La bitácora pública, que cualquiera puede leer.", "The public log, which anybody can read."]],
    never: &[
        ["Ver un número, un nombre o un registro.", "See a number, a name or a record."],
        ["Abrir algo, o impedir que se dé de alta una línea.", "Open anything, or stop a line from being linked."],
    ],
};

const VERIFIER: Told = Told {
    name: ["Verificador", "Verifier"],
    who: [
        "Comprueba, una por una, que quien pide una línea es quien dice ser: pregunta a la fuente oficial de identidad y \
         firma el resultado. También atiende la página donde cada persona ve sus propias líneas.",
        "Checks, one by one, that whoever asks for a line is who they say: it asks the official source of identity and \
         signs the result. It also serves the page where each person sees their own lines.",
    ],
    line: [
        "Comprueba la identidad de una persona a la vez, firma el resultado y atiende las páginas de cada persona.",
        "Checks the identity of one person at a time, signs the result and serves each person's own pages.",
    ],
    learns: &[
        ["Qué persona llegó desde qué operador, y cuándo.", "Which person came from which operator, and when."],
        [
            "Mientras una persona mira su página: lo mismo que ella ve ahí, y no lo guarda.",
            "While a person looks at their page: what that person sees there, and it does not keep it.",
        ],
    ],
    never: &[
        ["Ver un número completo.", "See a whole number."],
        ["Leer un registro.", "Read a record."],
        [
            "Buscar una cara o una huella entre toda la gente: solo compara a una persona con su propio documento.",
            "Search the population for a face or a fingerprint: it only compares a person with their own document.",
        ],
    ],
};

const REGISTRAR: Told = Told {
    name: ["Registrador", "Registrar"],
    who: [
        "Guarda los registros sellados, aplica las reglas de la ley y lleva la bitácora pública. Tiene todos los sobres y \
         ninguna forma de abrirlos.",
        "Keeps the sealed records, applies the rules of the law and keeps the public log. It holds every envelope and has \
         no way to open one.",
    ],
    line: [
        "Guarda los sobres sellados y la bitácora pública, y no puede abrir ninguno.",
        "Keeps the sealed envelopes and the public log, and can open none of them.",
    ],
    learns: &[["Claves sin significado, cantidades y horas.", "Tokens without meaning, counts and times."]],
    never: &[
        ["Leer un registro.", "Read a record."],
        ["Saber de qué persona o de qué número es un registro.", "Know whose record it is, or of which number."],
        [
            "Ver, en lo que guarda, qué líneas son de una misma persona.",
            "See, in what it stores, which lines are one person's.",
        ],
    ],
};

const CUSTODIAN: Told = Told {
    name: ["Custodio", "Custodian"],
    who: [
        "Guarda una parte de cada llave. Una parte no abre nada: hace falta que varios custodios independientes aprueben, \
         cada uno por su lado, la misma orden de un juzgado.",
        "Holds one share of each key. One share opens nothing: several independent custodians must approve, each on its \
         own, the same order of a court.",
    ],
    line: [
        "Guarda una parte de cada llave y decide, con la orden a la vista, si ayuda a abrir. Ninguno puede abrir a solas.",
        "Holds one share of each key and decides, with the order in view, whether to help open. None can open alone.",
    ],
    learns: &[
        [
            "Cuántos cálculos le pide cada quien al día, sin ver sobre qué.",
            "How many evaluations each caller asks for in a day, without seeing of what.",
        ],
        [
            "De cada orden que se le presenta: la orden misma y el número que nombra.",
            "Of each order shown to it: the order itself and the number it names.",
        ],
    ],
    never: &[
        ["Abrir un registro a solas.", "Open a record alone."],
        [
            "Leer lo que se abrió: su parte sale cerrada y solo la abre quien tiene la orden.",
            "Read what was opened: its part leaves sealed, and only the holder of the order can open it.",
        ],
        [
            "Ayudar en secreto: antes de soltar su parte, la solicitud y las aprobaciones constan en la bitácora pública.",
            "Help in secret: before it releases its part, request and approvals stand in the public log.",
        ],
    ],
};

const IDENTITY_SOURCE: Told = Told {
    name: ["Fuente de identidad", "Identity source"],
    who: [
        "Es el registro civil, la autoridad fiscal u otra fuente oficial. Responde si los datos de una persona coinciden \
         con los que ya tiene, y le da su código para entrar a su página.",
        "The civil register, the tax office or another official source. It answers whether a person's data agree with \
         those it already has, and gives people the code for their own page.",
    ],
    line: [
        "El registro civil u otra fuente oficial: responde si los datos de una persona coinciden.",
        "The civil register or another official source: answers whether a person's data agree.",
    ],
    learns: &[["De qué persona se pregunta y cuándo.", "Which person is asked about, and when."]],
    never: &[
        [
            "Saber qué número se registra, o si al final se registró.",
            "Know which number is registered, or whether it was.",
        ],
        ["Leer el registro.", "Read the register."],
    ],
};

const COURT: Told = Told {
    name: ["Juzgado", "Court"],
    who: [
        "Firma las órdenes. Cada orden es para una sola línea, un tiempo, los datos que hagan falta, un fundamento y una \
         fecha en que vence.",
        "Signs the orders. Each order is for one line, one time, the data that are needed, a basis and a date on which it \
         expires.",
    ],
    line: [
        "Firma órdenes: una sola línea, un tiempo, datos precisos y una fecha en que vencen.",
        "Signs orders: one line, one time, named data and a date on which they expire.",
    ],
    learns: &[["La respuesta a la orden que firmó.", "The answer to the order that it signed."]],
    never: &[
        [
            "Pedir listas, búsquedas o las líneas de una persona: esa pregunta no existe.",
            "Ask for lists, searches or a person's lines: there is no such question.",
        ],
        ["Abrir por sí solo: los custodios deciden aparte.", "Open by itself: the custodians decide on their own."],
    ],
};

const AUTHORITY: Told = Told {
    name: ["Autoridad", "Authority"],
    who: [
        "Pregunta, con la orden firmada de un juzgado, a nombre de quién estaba una línea en cierto tiempo, y recibe la \
         respuesta con sus pruebas.",
        "Asks, with a court's signed order, to whom a line was registered at a certain time, and receives the answer with \
         its proofs.",
    ],
    line: [
        "Pregunta por una sola línea con la orden de un juzgado, y recibe la respuesta con sus pruebas.",
        "Asks about one line with a court's order, and receives the answer with its proofs.",
    ],
    learns: &[["La respuesta a su orden, y nada más.", "The answer to its order, and nothing else."]],
    never: &[
        ["Preguntar sin orden.", "Ask without an order."],
        ["Usar una orden dos veces, o para otra línea.", "Use an order twice, or for another line."],
        [
            "Preguntar en secreto: cada solicitud queda en la bitácora pública, y la persona lo sabrá cuando termine la \
             reserva.",
            "Ask in secret: every request stands in the public log, and the person will know when the embargo ends.",
        ],
    ],
};
