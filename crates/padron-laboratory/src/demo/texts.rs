//! What the demo says, in Spanish and English side by side.

use padron_model::Lang;
use padron_protocol::trust::Role;

/// A text in both languages.
#[derive(Clone, Copy)]
pub struct Text {
    es: &'static str,
    en: &'static str,
}

impl Text {
    /// The text in a language.
    pub fn pick(self, lang: Lang) -> &'static str {
        lang.pick(self.es, self.en)
    }
}

macro_rules! texts {
    ($($name:ident: $es:literal, $en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: Text = Text { es: $es, en: $en };
        )*
    };
}

texts! {
    TITLE: "padron: un padrón de líneas móviles que no sirve robado, no se puede hojear y no se puede usar en secreto.\nTodo lo que sigue corre en esta máquina, con gente inventada.",
        "padron: a register of mobile lines that is worthless when stolen, cannot be browsed and cannot be used in secret.\nEverything below runs on this machine, with invented people.";
    STOPPED: "\nDetenido. Todos los procesos del país han terminado.", "\nStopped. Every process of the country has ended.";
    PROMISE: "promesa", "promise";
    FOUNDED: "Se funda el país: cada parte es un proceso aparte, con su propia carpeta y sus propias llaves",
        "The country is founded: each party is a process of its own, with its own directory and its own keys";
    IMPORT: "Las dos operadoras registran a sus clientes, sellando cada registro en su propia casa",
        "The two operators register their customers, sealing each record in their own house";
    IMPORTED: "{} líneas de {} personas quedaron vinculadas; cada una con su folio y su comprobante.",
        "{} lines of {} people are linked; each with its folio and its receipt.";
    LIVE: "Una clienta nueva llega al mostrador", "A new customer comes to the counter";
    LIVE_DONE: "la línea quedó verificada y vinculada antes de activarse: folio {}, en {} ms.",
        "the line was verified and linked before it was active: folio {}, in {} ms.";
    LIVE_REPEATED: "la misma solicitud repetida devuelve el mismo comprobante: nada se duplica.",
        "the same request repeated gives the same receipt: nothing is doubled.";
    LIVE_WRONG: "con papeles de alguien que no existe la verificación no pasa y nada se guarda ({}).",
        "with papers of somebody who does not exist the verification fails and nothing is stored ({}).";
    CAP: "Alguien quiere más líneas de las que la ley permite, repartidas entre dos operadoras",
        "Somebody wants more lines than the law allows, spread over two operators";
    CAP_DONE: "llegó a 10 líneas entre las dos operadoras; de 20 intentos simultáneos por la última, entró {} ({}).",
        "reached 10 lines across both operators; of 20 attempts at once for the last one, {} got in ({}).";
    RECEIPT: "La clienta se lleva su comprobante y lo revisa en otra parte, sin preguntarle a nadie",
        "The customer takes her receipt and checks it elsewhere, asking nobody";
    RECEIPT_DONE: "el comprobante del folio {} vale con solo la lista de confianza ({}); el número no está en él.",
        "the receipt of folio {} holds with only the trust list ({}); the number is not in it.";
    RECEIPT_ALTERED: "con una letra del punto de control cambiada, deja de valer.", "with one letter of its checkpoint changed, it no longer holds.";
    LOG: "Cualquiera revisa la bitácora pública entera", "Anybody checks the whole public log";
    LOG_DONE: "las {} entradas coinciden con lo que firmaron los testigos; con un byte cambiado en una copia, la revisión falla.",
        "all {} entries are what the witnesses have signed; with one byte of a copy changed, the check fails.";
    WITNESSES: "Dos de los tres testigos dejan de contestar", "Two of the three witnesses stop answering";
    WITNESSES_PROMISE: "se sigue dando de alta: folio {}, con una promesa firmada en vez de la prueba.",
        "lines are still linked: folio {}, with a signed promise instead of the proof.";
    WITNESSES_CLOSED: "pero nada se puede abrir sin que los testigos lo vean: {}", "but nothing can be opened unseen by the witnesses: {}";
    WITNESSES_BACK: "los testigos vuelven y la promesa se cumple: la prueba sale de la bitácora.",
        "the witnesses are back and the promise is kept: the proof comes from the log.";
    RESTORED: "El registrador quiere volver a una base de datos de ayer", "The registrar wants to go back to yesterday's database";
    RESTORED_LINKED: "después de la copia se vinculó el folio {}.", "after the copy folio {} was linked.";
    RESTORED_DONE: "se niega a firmar una segunda historia: {}", "it refuses to sign a second history: {}";
    ORDER: "Un juez ordena; la fiscalía pregunta; los custodios aprueban; el quinto custodio está muerto",
        "A court orders; the prosecutor asks; the custodians approve; the fifth custodian is dead";
    KILLED: "kill -9 {} (proceso {})", "kill -9 {} (process {})";
    ORDER_DONE: "la respuesta llegó en {} ms con tres de cinco custodios, y dice lo que se registró.",
        "the answer came in {} ms from three of five custodians, and says what was registered.";
    ORDER_LOGGED: "la solicitud, {} aprobaciones y la entrega están en la bitácora pública.",
        "the request, {} approvals and the disclosure are in the public log.";
    ANSWER_VERIFIED: "`padron verify` comprueba la respuesta con la lista de confianza y nada más; con una letra cambiada, falla.",
        "`padron verify` checks the answer with the trust list and nothing else; with one letter changed, it fails.";
    QUORUM: "Sin quórum no hay respuesta: otros dos custodios dejan de contestar",
        "Without a quorum there is no answer: two more custodians stop answering";
    QUORUM_DONE: "con dos de cinco custodios no se abre nada: {}", "with two of five custodians nothing opens: {}";
    FORGED: "Alguien falsifica la firma del juez", "Somebody forges the court's signature";
    FORGED_DONE: "los cuatro custodios vivos rechazan la orden falsa: {}", "all four living custodians refuse the forged order: {}";
    OTHER: "La fiscalía, con una orden válida, intenta abrir el registro de otra línea",
        "The prosecutor, with a valid order, tries to open another line's record";
    OTHER_DONE: "cada custodio vivo lo rechaza por su cuenta: {}", "every living custodian refuses on its own: {}";
    PERSON: "Una persona mira lo suyo", "A person looks at what is theirs";
    PERSON_DONE: "ve sus {} líneas (solo los últimos cuatro dígitos) y {} consulta(s): quién preguntó y qué juez lo ordenó, confirmado por {} custodios.",
        "sees their {} lines (the last four digits only) and {} access(es): who asked and which court ordered it, confirmed by {} custodians.";
    PERSON_OTHER: "con el código de otra persona no se ve nada ({}).", "with another person's code nothing is seen ({}).";
    BROWSE: "Alguien quiere hojear", "Somebody wants to browse";
    BROWSE_DONE: "no hay búsqueda, lista ni exportación: {} rutas probadas, ninguna existe; y sin firma nadie entra a las que existen.",
        "there is no search, list or export: {} paths tried, none exists; and without a signature nobody enters those that do.";
    THEFT: "Roban los discos del registrador, de una operadora y de dos custodios",
        "The disks of the registrar, of one operator and of two custodians are stolen";
    THEFT_DONE: "el ladrón no obtiene ningún nombre, documento ni número, ni puede probar una corazonada; el mismo ataque sí recupera una tabla en claro y una de números «cifrados» con hash.",
        "the thief gets no name, ID or number, nor a way to test a guess; the same attack does recover a clear table and a table of hashed numbers.";
    DURABLE: "Matan al registrador a media jornada", "The registrar is killed in the middle of the day";
    DURABLE_DONE: "tras kill -9 y reinicio están las {} entradas de antes: nada confirmado se perdió.",
        "after kill -9 and a restart all {} entries from before are there: nothing acknowledged was lost.";
    RULES: "la ley en vigor es un archivo (model.toml, SHA-256 {}…) que nombra la lista de confianza; con un byte cambiado ninguna parte arranca.",
        "the law in force is a file (model.toml, SHA-256 {}…) named in the trust list; with one byte changed no party starts.";
    SUMMARY: "Las promesas", "The promises";
    STAY: "El país sigue en pie. Abra en el navegador la dirección de cualquier parte, o pegue estas órdenes en otra terminal:",
        "The country stays up. Open any party's address in a browser, or paste these commands into another terminal:";
    STAY_END: "Ctrl-C termina el país.", "Ctrl-C ends the country.";
    STAY_LINK: "vincular una línea con curl (contesta con folio y comprobante):", "link a line with curl (answers with folio and receipt):";
    STAY_ME: "mirar lo propio en el navegador ({}): documento y código en", "look at one's own lines in the browser ({}): document and code are in";
    STAY_STOP: "detener tres custodios y abrir la solicitud otra vez (se niega, y dice por qué); luego reanudarlos:",
        "stop three custodians and open the request again (it is refused, and says why); then let them go on:";
    STAY_ROW: "cambiar un renglón de la base y abrir la solicitud otra vez (se niega, y dice por qué):",
        "change a database row and open the request again (it is refused, and says why):";
    STAY_FORGE: "falsificar una orden: cambiar el número en una orden firmada (se niega, y dice por qué):",
        "forge an order: change a signed order (it is refused, and says why):";
}

/// What a role does, in a few words.
pub fn role(role: Role) -> Text {
    match role {
        Role::Registrar => {
            Text { es: "guarda registros sellados; no puede leerlos", en: "keeps sealed records; cannot read them" }
        }
        Role::Verifier => {
            Text { es: "verifica personas; nunca ve un número", en: "verifies people; never sees a number" }
        }
        Role::IdentitySource => Text { es: "registro civil simulado", en: "simulated civil register" },
        Role::Operator => Text {
            es: "sella en su propia casa; no puede leer el padrón",
            en: "seals in its own house; cannot read the register",
        },
        Role::Custodian => Text {
            es: "tiene una parte de cada llave; sola no abre nada",
            en: "holds one share of each key; opens nothing alone",
        },
        Role::Court => Text { es: "firma órdenes", en: "signs orders" },
        Role::Authority => Text { es: "pregunta, con una orden", en: "asks, with an order" },
        Role::Witness => Text {
            es: "atestigua la bitácora pública; nadie la cambia sin que lo vea",
            en: "watches the public log; nobody changes it unseen",
        },
    }
}

/// A promise in a few words.
pub fn promise(number: u8) -> Text {
    match number {
        1 => Text { es: "1. Un ladrón no obtiene nada", en: "1. A thief gets nothing" },
        2 => Text { es: "2. Sin quórum no hay respuesta", en: "2. No answer without a quorum" },
        3 => Text { es: "3. Nada en secreto", en: "3. Nothing in secret" },
        4 => Text { es: "4. Nadie hojea", en: "4. Nobody browses" },
        5 => Text { es: "5. La persona puede mirar", en: "5. The person can look" },
        6 => Text { es: "6. Una respuesta es honesta, y es prueba", en: "6. An answer is honest, and evidence" },
        7 => Text { es: "7. Las reglas son datos", en: "7. Rules are data" },
        8 => Text { es: "8. Primero se verifica", en: "8. Verified first" },
        9 => Text { es: "9. Olvidar funciona", en: "9. Forgetting works" },
        _ => Text { es: "10. Nada confirmado se pierde", en: "10. Nothing acknowledged is lost" },
    }
}
