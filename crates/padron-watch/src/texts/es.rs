use super::ProofTexts;

pub(super) const TEXTS: ProofTexts = ProofTexts {
    registered: "Folio {folio}: el {date} el operador {operator} registró una línea con este folio.",
    promised: "Hasta ahora es una promesa firmada: la bitácora pública debe mostrar la entrada {index} a más tardar el {by}.",
    shown: "Es la entrada {index} de la bitácora pública, {vouched}.",
    vouched: "vista por los testigos {witnesses} a más tardar el {time}",
    nothing_else: "No dice qué línea ni de quién.",
    nobody: "REGISTRADA A NOMBRE DE NADIE en el tiempo preguntado. Está probado.",
    somebody: "alguien a quien la orden no nombra",
    registered_since: "REGISTRADA A NOMBRE DE {who}, con {operator}, desde {from}.",
    registered_until: "REGISTRADA A NOMBRE DE {who}, con {operator}, de {from} a {to}.",
    not_used: "No dice quién la usó.",
    entry: "entrada {index}: {kind}, compromiso {commitment}; {vouched}",
    entry_of: "entrada {index}: {kind}, de {actor}, compromiso {commitment}; {vouched}",
    holds: "cumple {check}: {words}",
    fails: "NO CUMPLE {check}: {words}",
    check: |check| {
        Some(match check {
            "signature.holds" => "la firmó el registrador de este registro",
            "signature.fails" => "no la firmó el registrador de este registro",
            "entry.holds" => "la entrada de la bitácora corresponde al folio, operador y fecha que se muestran",
            "entry.fails" => "la entrada de la bitácora no corresponde a lo que se muestra",
            "log.holds" => "la bitácora pública muestra la entrada en este lugar, y bastantes testigos la vieron",
            "log.fails" => "no se prueba que la bitácora pública muestre la entrada",
            "promise.holds" => "es sólo una promesa todavía; la prueba está por llegar",
            "promise.fails" => {
                "la promesa venció y no trae prueba: pídala a la bitácora; si no la tiene, esto es la evidencia"
            }
            _ => return None,
        })
    },
};
