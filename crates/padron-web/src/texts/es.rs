use super::*;
use padron_protocol::contract::{
    Endpoint as _, attester, common, custodian, identity, operator, registrar, verifier, witness,
};

pub(super) const TEXTS: WebTexts = WebTexts {
    shell: ShellTexts {
        skip: "Ir al contenido",
        motto: "Un registro que no se puede hojear, ni abrir a solas, ni usar en secreto.",
        emergency: "Las llamadas de emergencia nunca dependen de este registro.",
    },
    home: HomeTexts {
        demo: "Demostración: todas las personas, números y documentos son inventados.",
        look: "Ver las líneas que están a mi nombre",
        id: "Identificador",
        controller: "Quién lo controla",
        register: "Registro",
        regime: "Reglas en vigor",
        learns: "Qué llega a saber",
        never: "Qué no puede hacer nunca",
        health: "Cómo está ahora",
        ready: "Todo en orden: puede hacer su trabajo.",
        unready: "Hay algo que atender: mientras tanto, no puede hacer todo su trabajo.",
        no_checks: "Todavía no hay comprobaciones.",
        good: "En orden",
        bad: "Falla",
        figures: "Cifras",
        figures_note: "Cualquiera puede volver a contarlas a partir de la bitácora pública.",
        contract: "Qué se le puede pedir",
        contract_note: "Estas direcciones son todas las que existen. Ninguna sirve para buscar, listar ni exportar personas o \
             números.",
        no_endpoints: "No atiende solicitudes de otros: actúa hacia las demás partes, con su firma.",
        common: "Lo que ofrecen todas las partes",
        openapi: "El mismo contrato, para programas (OpenAPI 3.1)",
        callers: "Puede llamar:",
        others: "Quiénes más participan",
        others_note: "El trabajo está repartido para que nadie lo tenga todo. Quién es cada parte consta, con firmas, en la",
        trust_list: "lista de confianza",
        role: |role| match role {
            Role::Operator => RoleTexts {
                name: "Operador de telefonía",
                who: "Es la compañía que da el servicio. Recibe los datos de su cliente en su propia casa, pide que se \
                     verifique su identidad, cierra el registro bajo sello y solo entonces lo entrega.",
                line: "Da el servicio. Toma los datos de su cliente, los sella en su propia casa y los entrega cerrados.",
                learns: &[
                    "Los datos de sus propios clientes, que ya le dieron a él.",
                    "Que una persona llegó al límite de líneas, y eso solo después de verificarla de verdad.",
                ],
                never: &[
                    "Leer el registro.",
                    "Probar si el documento o el número de alguien está en el registro.",
                    "Saber qué líneas tiene su cliente con otras compañías.",
                ],
            },
            Role::Verifier => RoleTexts {
                name: "Verificador",
                who: "Comprueba, una por una, que quien pide una línea es quien dice ser: hace que el atestador \
                     pregunte a la fuente oficial y firma el resultado. También atiende la página donde cada persona ve sus propias \
                     líneas.",
                line: "Comprueba la identidad de una persona a la vez, firma el resultado y atiende las páginas de cada \
                     persona.",
                learns: &[
                    "Qué persona llegó desde qué operador, y cuándo.",
                    "Mientras una persona mira su página: lo mismo que ella ve ahí, y no lo guarda.",
                ],
                never: &[
                    "Ver un número completo.",
                    "Leer un registro.",
                    "Mirar las líneas de alguien antes de que un atestador, en otras manos, confirme que entró.",
                    "Buscar una cara o una huella entre toda la gente: solo compara a una persona con su propio \
                     documento.",
                ],
            },
            Role::Registrar => RoleTexts {
                name: "Registrador",
                who: "Guarda los registros sellados, aplica las reglas de la ley y lleva la bitácora pública. Tiene \
                     todos los sobres y ninguna forma de abrirlos.",
                line: "Guarda los sobres sellados y la bitácora pública, y no puede abrir ninguno.",
                learns: &["Claves sin significado, cantidades y horas."],
                never: &[
                    "Leer un registro.",
                    "Saber de qué persona o de qué número es un registro.",
                    "Ver, en lo que guarda, qué líneas son de una misma persona.",
                ],
            },
            Role::Custodian => RoleTexts {
                name: "Custodio",
                who: "Guarda una parte de cada llave. Una parte no abre nada: hace falta que varios custodios \
                     independientes aprueben, cada uno por su lado, la misma orden de un juzgado.",
                line: "Guarda una parte de cada llave y decide, con la orden a la vista, si ayuda a abrir. Ninguno puede \
                     abrir a solas.",
                learns: &[
                    "Cuántos cálculos le pide cada quien al día, sin ver sobre qué.",
                    "De cada orden que se le presenta: la orden misma y el número que nombra.",
                ],
                never: &[
                    "Abrir un registro a solas.",
                    "Leer lo que se abrió: su parte sale cerrada y solo la abre quien tiene la orden.",
                    "Ayudar en secreto: antes de soltar su parte, la solicitud y las aprobaciones constan en la \
                     bitácora pública.",
                ],
            },
            Role::Attester => RoleTexts {
                name: "Atestador",
                who: "Pregunta por una persona al registro civil o a otra fuente oficial, y firma que la confirmó. Sin su \
                     firma los custodios no calculan nada de nadie: está en otras manos que el verificador, para que \
                     ninguno de los dos pueda ver solo las líneas de alguien.",
                line: "Pregunta a las fuentes oficiales y firma a quién confirmaron. Sin eso nadie puede ser buscado.",
                learns: &["Qué persona fue confirmada, cuándo, y si es para vincular una línea o para ver las suyas."],
                never: &[
                    "Ver un número, un registro o cuántas líneas tiene una persona.",
                    "Ver las líneas de una persona.",
                    "Guardar algo: no almacena nada.",
                ],
            },
            Role::IdentitySource => RoleTexts {
                name: "Fuente de identidad",
                who: "Es el registro civil, la autoridad fiscal u otra fuente oficial. Responde si los datos de una \
                     persona coinciden con los que ya tiene, y le da su código para entrar a su página.",
                line: "El registro civil u otra fuente oficial: responde si los datos de una persona coinciden.",
                learns: &["De qué persona se pregunta y cuándo."],
                never: &["Saber qué número se registra, o si al final se registró.", "Leer el registro."],
            },
            Role::Court => RoleTexts {
                name: "Juzgado",
                who: "Firma las órdenes. Cada orden es para una sola línea, un tiempo, los datos que hagan falta, un \
                     fundamento y una fecha en que vence.",
                line: "Firma órdenes: una sola línea, un tiempo, datos precisos y una fecha en que vencen.",
                learns: &["La respuesta a la orden que firmó."],
                never: &[
                    "Pedir listas, búsquedas o las líneas de una persona: esa pregunta no existe.",
                    "Abrir por sí solo: los custodios deciden aparte.",
                ],
            },
            Role::Authority => RoleTexts {
                name: "Autoridad",
                who: "Pregunta, con la orden firmada de un juzgado, a nombre de quién estaba una línea en cierto \
                     tiempo, y recibe la respuesta con sus pruebas.",
                line: "Pregunta por una sola línea con la orden de un juzgado, y recibe la respuesta con sus pruebas.",
                learns: &["La respuesta a su orden, y nada más."],
                never: &[
                    "Preguntar sin orden.",
                    "Usar una orden dos veces, o para otra línea.",
                    "Preguntar en secreto: cada solicitud queda en la bitácora pública, y la persona lo sabrá cuando \
                     termine la reserva.",
                ],
            },
            Role::Witness => RoleTexts {
                name: "Testigo",
                who: "Vigila la bitácora pública: la firma solo si todo lo que ya estaba sigue estando. Si alguien \
                     borrara o cambiara un apunte, el testigo no firmaría, y sin testigos no se abre nada.",
                line: "Vigila la bitácora pública y la firma solo si nada se borró ni se cambió.",
                learns: &["La bitácora pública, que cualquiera puede leer."],
                never: &[
                    "Ver un número, un nombre o un registro.",
                    "Abrir algo, o impedir que se dé de alta una línea.",
                ],
            },
        },
        person: PersonTexts {
            name: "La persona",
            line: "Mira sus propias líneas y quién preguntó por ellas, y puede decir «esta línea no es mía». No ve las \
                 de nadie más.",
        },
        caller: CallerTexts {
            anybody: "cualquier persona",
            own_systems: "los sistemas del propio operador",
            officers: "los oficiales de este custodio, con su firma",
            parties: "{roles} (con su firma)",
        },
        summary: |endpoint| {
            Some(match endpoint {
                common::ShowHome::NAME => "Quién es esta parte, qué puede y qué no puede saber, y cómo está",
                common::Live::NAME => "Responde mientras el proceso vive",
                common::Ready::NAME => "Si puede hacer su trabajo, comprobación por comprobación",
                common::ReadMetrics::NAME => "Contadores en el formato de texto de Prometheus",
                common::ReadContract::NAME => "Este contrato como OpenAPI 3.1",
                common::ReadTrust::NAME => "La lista de confianza en vigor",
                operator::Register::NAME => "Verificar a un titular y vincular una línea",
                operator::RegisterBatch::NAME => "Lo mismo para muchas líneas a la vez",
                verifier::Verify::NAME => "Verificar titulares con las fuentes de identidad",
                verifier::ViewOwn::NAME => {
                    "Las líneas propias de una persona y quién preguntó por ellas, después de identificarse"
                }
                verifier::ShowSignIn::NAME => "La página para entrar a ver las líneas propias",
                verifier::ShowOwn::NAME => "La página con las líneas propias",
                registrar::Link::NAME => "Guardar registros sellados",
                registrar::ReadHoldings::NAME => "Los resúmenes cerrados de una persona que se identificó",
                registrar::ReadAccesses::NAME => {
                    "A quién se le respondió sobre las líneas de una persona que se identificó"
                }
                registrar::LogRequest::NAME => "Anotar en la bitácora que una autoridad pregunta",
                registrar::ReadRequest::NAME => "Una solicitud con las decisiones que constan en la bitácora",
                registrar::LogDecision::NAME => "Anotar en la bitácora la decisión de un custodio",
                registrar::Disclose::NAME => "Los registros sellados de la línea de una solicitud aprobada",
                registrar::OpenStatistics::NAME => {
                    "Publicar lo que la anotación de una solicitud dice de sí, cuando termina la reserva"
                }
                registrar::LogTrustList::NAME => {
                    "Anotar en la bitácora la siguiente lista de confianza, firmada por suficientes llaves raíz"
                }
                registrar::ReadLog::NAME => "La bitácora pública como archivos (C2SP tlog-tiles)",
                registrar::ReadFigures::NAME => "Las cifras públicas",
                custodian::EvaluateLine::NAME => "Calcular sobre números cegados, dentro del presupuesto del operador",
                custodian::EvaluatePerson::NAME => {
                    "Calcular sobre identidades cegadas que un atestador confirmó, dentro de los presupuestos"
                }
                custodian::Present::NAME => "Recibir una orden, cerrada, para que los oficiales decidan",
                custodian::ReadState::NAME => "En qué va una solicitud aquí",
                custodian::EvaluateOrder::NAME => "Calcular el número de una orden aprobada",
                custodian::IssueTicket::NAME => "Decir qué se puede pedir al registrador con una orden aprobada",
                custodian::VouchHistory::NAME => "Comprobar que el historial de una línea está completo, y firmarlo",
                custodian::OpenRecord::NAME => "Soltar la parte de este custodio para una apertura",
                custodian::ReadJournal::NAME => {
                    "El diario propio de este custodio: quién obtuvo respuesta sobre una línea"
                }
                custodian::ReadQueue::NAME => "Las solicitudes que esperan a los oficiales",
                custodian::Decide::NAME => "Aprobar o negar una solicitud",
                custodian::ReadTrustLists::NAME => {
                    "Las listas de confianza que constan en la bitácora, y hasta dónde ha llegado cada una"
                }
                custodian::ConfirmTrustList::NAME => "Confirmar una lista de confianza que consta en la bitácora",
                custodian::ReadAlarms::NAME => "Lo que este custodio encontró mal en la bitácora",
                identity::Match::NAME => "Comparar titulares con el registro de personas",
                identity::Login::NAME => "Identificar a una persona para que entre",
                attester::Confirm::NAME => "Comparar titulares con la fuente de identidad, y firmar a quiénes confirmó",
                attester::SignIn::NAME => {
                    "Identificar a una persona en la fuente de identidad, y firmar que puede ver lo suyo"
                }
                witness::Cosign::NAME => "Firmar junto con otros el estado más nuevo de una bitácora",
                witness::ReadCheckpoint::NAME => "El estado más nuevo que se firmó de una bitácora",
                _ => return None,
            })
        },
        check: CheckTexts {
            schema: "Esquema de la base de datos",
            store: "Base de datos",
            keyring: "Llavero",
            clock: "Reloj",
            log: "Bitácora",
            log_lag: "Bitácora al día",
            trust_list: "Lista de confianza vigente",
            regime: "Reglas de la ley",
            keys: "Llaves",
            share: "Parte de las llaves",
            shares: "Partes de las llaves",
            custodians: "Custodios al alcance",
            registrar: "Registrador al alcance",
            verifier: "Verificador al alcance",
            identity_source: "Fuente de identidad al alcance",
            witnesses: "Testigos de la bitácora",
            budget: "Presupuesto del día",
            disk: "Espacio en disco",
        },
        figure: FigureTexts {
            entries: "Entradas en la bitácora",
            links: "Líneas vinculadas",
            requests: "Solicitudes de autoridades",
            approvals: "Aprobaciones de custodios",
            refusals: "Negativas de custodios",
            disclosures: "Respuestas entregadas",
            trust_lists: "Listas de confianza publicadas",
            signed: "Entradas firmadas",
            cosigned: "Cofirmada por los testigos",
            unpublished_since: "Entrada más antigua sin publicar",
            alarm: "Alarma",
            evaluations: "Cálculos hechos hoy",
            line_evaluations: "Cálculos de líneas hechos hoy",
            person_evaluations: "Cálculos de personas hechos hoy",
            journal_lookups: "Consultas al diario propio hoy",
            verifications: "Verificaciones hechas",
            sign_ins: "Personas que miraron su página",
            waiting: "Solicitudes en espera de decisión",
        },
    },
    sign_in: SignInTexts {
        title: "Mis líneas",
        lead: "Aquí ves qué líneas están registradas a tu nombre y quién ha preguntado por ellas.",
        failed_title: "No pudimos reconocerte",
        failed: "El documento y el código no coinciden, o el código ya se usó. Pide uno nuevo e inténtalo otra vez.",
        document: "CURP o pasaporte",
        document_help: "La CURP tiene 18 letras y números. Un pasaporte se escribe con su país: GTM:A12345678.",
        code: "Código de un solo uso",
        code_help: "El que te dio tu fuente de identidad, como el registro civil. Sirve una sola vez.",
        submit: "Ver mis líneas",
        shown_title: "Qué vas a ver",
        shown_lines: "De cada línea a tu nombre: los últimos cuatro dígitos, la compañía, desde cuándo y el folio.",
        shown_accesses: "Quién preguntó por ella, quién lo ordenó y cuándo.",
        shown_no_more: "Nada más: ni tu nombre, ni tu domicilio, ni los números completos. Al cerrar la página no queda sesión \
             abierta.",
        careful_title: "Cuidado con los engaños",
        careful_biometric: "Nunca te pedimos una foto, tu cara ni tu huella por medio de un enlace. Si un mensaje lo hace, es un \
             engaño: no lo abras.",
        careful_code: "Nadie tiene por qué pedirte este código por teléfono o por mensaje. Escríbelo solo en esta página.",
    },
    own: OwnTexts {
        title: "Mis líneas",
        none_title: "No hay líneas a tu nombre",
        none: "Ninguna compañía ha registrado una línea con el documento con el que entraste.",
        alarm_title: "Alarma: las versiones no coinciden",
        alarm_lead: "Sobre una consulta de abajo, el registrador y los custodios no cuentan lo mismo. Puede ser una falla, o \
             que alguien quiso ocultar algo. Guarda o imprime esta página y llévala al regulador.",
        alarm_line: "Ver la línea terminada en",
        alarm_mark: "Alarma",
        alarm_here: "El registrador y los custodios no cuentan lo mismo sobre esta consulta.",
        silent_title: "Faltan respuestas",
        silent: "No contestaron estos custodios. Si alguno anotó una consulta que los demás no tienen, hoy no se ve aquí. \
             Vuelve a mirar más tarde:",
        line: "Línea terminada en",
        operator: "Compañía",
        since: "A tu nombre desde",
        folio: "Folio",
        accesses: "Quién ha preguntado por esta línea",
        nobody: "Nadie, hasta donde hoy se puede decir.",
        embargo: "Si un juzgado ordenó reserva, la consulta aparece aquí cuando la reserva termina.",
        asked: "Preguntó",
        ordered: "Lo ordenó",
        unknown_court: "No consta quién",
        when: "Cuándo",
        confirmed: "Lo confirman",
        not_mine: "Si una línea no es tuya",
        not_mine_note: "Anota su folio.",
        not_mine_operator: "Preséntalo a la compañía de esa línea y di: «esta línea no es mía». No tienes que explicar cómo pasó ni \
             dar el número completo.",
        not_mine_regulator: "Si la compañía no te atiende, ve al regulador con el mismo folio.",
        folio_safe: "El folio no contiene tu nombre ni tu número: enseñarlo no te pone en riesgo.",
        leave: "Terminar",
        leave_note: "No queda sesión abierta. Si la computadora no es tuya, cierra la ventana.",
        one_line: "Hay una línea registrada a tu nombre.",
        lines: "Hay {count} líneas registradas a tu nombre.",
        no_custodian: "ningún custodio",
        one_custodian: "1 custodio",
        custodians: "{count} custodios",
    },
    answer: AnswerTexts {
        title: "Respuesta a una orden judicial",
        copy: "copia",
        handed_to: "Entregada a",
        order_short: "orden",
        registered: "Registrada a nombre de. No dice quién la usó.",
        registered_more: "Que una línea esté registrada a nombre de una persona no prueba que esa persona haya hecho una llamada o \
             enviado un mensaje. Este documento dice qué constaba en el registro en el tiempo preguntado, y nada más.",
        holds: "Todas las comprobaciones se cumplen.",
        fails: "Esta respuesta no se sostiene: falla al menos una comprobación. No debe usarse como prueba.",
        unproved: "no se sostiene",
        see_checks: "Ver las comprobaciones",
        order: "La orden",
        number: "Número por el que se pregunta",
        time_asked: "Tiempo por el que se pregunta",
        until: "a",
        court: "Juzgado que ordena",
        authority: "Autoridad que pregunta",
        basis: "Fundamento",
        case: "Expediente",
        compartments: "Datos que la orden permite abrir",
        order_id: "Orden",
        request_id: "Solicitud",
        issued: "Firmada",
        expires: "Vence",
        embargo: "La persona lo sabrá después de",
        custodians: "Custodios con decisión adjunta",
        register: "Registro",
        made: "Respuesta reunida",
        copy_number: "Copia número",
        found: "Lo que constaba en el registro",
        record: "Registro de la línea",
        of: "de",
        operator: "Compañía",
        from: "Desde",
        to: "Hasta",
        current: "Seguía vigente cuando se firmó el historial",
        strength: "Cómo se verificó al titular",
        strength_attributes: "Los datos coincidieron con los de la fuente oficial de identidad. No se comparó cara ni huella.",
        strength_biometric: "Los datos coincidieron con los de la fuente oficial de identidad, y se comparó a la persona con su propio \
             documento por cara o huella.",
        strength_unopened: "No se muestra: la respuesta no trae este registro.",
        verified: "Cuándo se verificó",
        record_id: "Identificador del registro",
        field: "Dato",
        value: "Como se registró",
        missing: "El historial nombra este registro, pero la respuesta no lo trae: está incompleta.",
        absent: "La línea no estaba registrada a nombre de nadie en ese tiempo.",
        absent_proved: "Es una respuesta probada, no una falta de datos: los custodios buscaron cada anotación que la línea podría \
             tener, en su propia copia de la bitácora pública.",
        absent_unproved: "No está probado: falla al menos una comprobación, y no puede darse por cierto que no haya registro.",
        checks: "Qué se comprobó",
        good: "Se cumple",
        bad: "Falla",
        should: "Debía cumplirse:",
        reason: "Motivo técnico:",
        no_checks: "No se hizo ninguna comprobación.",
        how: "Cómo comprobarlo por cuenta propia",
        how_text: "Este papel es la copia para leer. La prueba es el archivo ANSWER.json que lo acompaña. Quien tenga ese \
             archivo y la lista de confianza del registro puede comprobarlo en su propia computadora, sin pedir \
             permiso y sin conexión:",
        how_same: "Si el resultado y este papel no dicen lo mismo, vale el resultado.",
        finding: FindingsTexts {
            witnesses: FindingTexts {
                title: "Los testigos",
                meaning: "Suficientes testigos independientes firmaron la bitácora pública que muestra todo esto.",
            },
            order: FindingTexts {
                title: "La orden",
                meaning: "La firmó un juzgado que está en la lista de confianza, para esta autoridad.",
            },
            request: FindingTexts {
                title: "La solicitud",
                meaning: "Quedó en la bitácora pública antes de que se abriera nada.",
            },
            approvals: FindingTexts {
                title: "Las aprobaciones",
                meaning: "La aprobaron tantos custodios independientes como se exige, y consta en la bitácora.",
            },
            line: FindingTexts {
                title: "La línea",
                meaning: "Los custodios evaluaron el número que nombra la orden: es esta línea, y no otra.",
            },
            disclosure: FindingTexts {
                title: "La entrega",
                meaning: "La bitácora pública muestra que se entregó esta copia.",
            },
            history: FindingTexts {
                title: "El historial",
                meaning: "Tantos custodios como se exige buscaron la línea, cada uno en su propia copia de la bitácora pública, y \
                     hallaron lo mismo.",
            },
            whole: FindingTexts {
                title: "No falta nada",
                meaning: "La bitácora no tiene otro movimiento de esta línea.",
            },
            records: FindingTexts {
                title: "Los registros",
                meaning: "Exactamente los que el historial tiene para el tiempo preguntado, cada uno una vez.",
            },
            nobody: FindingTexts {
                title: "Registrada a nombre de nadie",
                meaning: "El historial no tiene titular de la línea en ese tiempo.",
            },
            text: FindingTexts {
                title: "El texto",
                meaning: "Es, letra por letra, lo que se registró entonces para este número: la bitácora guarda desde ese día un \
                     resumen que solo corresponde a este texto, con las firmas del operador y del verificador.",
            },
        },
    },
    field: FieldTexts {
        other: "Otro dato",
        compartment: |compartment| match compartment {
            Compartment::Subscriber => "Titular",
            Compartment::Contact => "Contacto",
            Compartment::Line => "Línea",
            Compartment::Biometric => "Referencia biométrica",
        },
        label: LabelTexts {
            kind: "Tipo de titular",
            given_names: "Nombres",
            first_surname: "Primer apellido",
            second_surname: "Segundo apellido",
            patronymic: "Patronímico",
            curp: "CURP",
            iin: "Número de identificación individual (IIN)",
            passport_country: "País del pasaporte",
            passport_number: "Número de pasaporte",
            birth_date: "Fecha de nacimiento",
            sex: "Sexo",
            nationality: "Nacionalidad",
            legal_name: "Denominación o razón social",
            rfc: "RFC",
            bin: "Número de identificación de empresa (BIN)",
            representative_given_names: "Nombres de quien representa",
            representative_first_surname: "Primer apellido de quien representa",
            representative_second_surname: "Segundo apellido de quien representa",
            representative_patronymic: "Patronímico de quien representa",
            representative_curp: "CURP de quien representa",
            representative_iin: "IIN de quien representa",
            representative_passport_country: "País del pasaporte de quien representa",
            representative_passport_number: "Número de pasaporte de quien representa",
            address: "Domicilio",
            postal_code: "Código postal",
            email: "Correo electrónico",
            number: "Número",
            iccid: "Serie de la tarjeta SIM (ICCID)",
            operator: "Compañía",
            service: "Forma de pago",
            activated: "Fecha de activación",
            biometric: "Referencia biométrica",
        },
        meaning: MeaningTexts {
            kind: KindTexts {
                national: "persona con CURP u otra clave nacional",
                foreigner: "persona extranjera",
                legal_person: "empresa u organización",
            },
            sex: SexTexts { h: "hombre", m: "mujer", x: "no binario" },
            service: ServiceTexts { prepaid: "prepago", postpaid: "con contrato" },
        },
    },
    problem: ProblemTexts {
        window: "No se pudo",
        detail: "Detalle técnico, por si alguien te ayuda",
        code: "Código",
        kind: "Tipo",
        field: "Campo",
        message: "Mensaje",
        home: "Ir al inicio",
        stored: "Aquí no se repite nada de lo que enviaste.",
        advice: AdviceTexts {
            identify: "Vuelve a identificarte. Si usas un código, pide uno nuevo: cada código sirve una sola vez.",
            forbidden: "Esto no está permitido desde aquí. Si crees que debería estarlo, enseña esta página a quien te \
                 atiende.",
            not_here: "Revisa la dirección o vuelve al inicio. Este sitio tiene pocas páginas a propósito: no hay ninguna \
                 para buscar ni para listar.",
            clash: "La solicitud choca con algo que ya consta. No se guardó nada nuevo.",
            less: "Envía menos de una vez.",
            tomorrow: "Por hoy se llegó al límite, que existe para que nadie pueda hojear el registro. Inténtalo mañana.",
            check: "Revisa lo que enviaste y vuelve a intentarlo.",
            wait: "No es culpa tuya. Espera unos minutos y vuelve a intentarlo.",
            our_fault: "La falla es nuestra y no se guardó nada. Inténtalo más tarde; si sigue igual, enseña esta página a \
                 quien te atiende.",
        },
    },
    witness: WitnessTexts {
        witness: "Testigo",
        who: "Vigila bitácoras públicas: firma el estado de una solo si contiene, sin cambios, todo lo que ya había \
             firmado. Así nadie puede enseñar una bitácora a unos y otra a otros, ni quitar algo sin que se note.",
        name: "Nombre",
        controller: "Quién lo controla",
        never: "Qué no puede hacer nunca",
        never_read: "Leer una bitácora: recibe su tamaño y su huella, no sus apuntes.",
        never_write: "Añadir algo a una bitácora: no tiene sus llaves.",
        key: "Su llave",
        key_note: "Con ella comprueba cualquiera lo que el testigo ha firmado. Compárela con la que publica quien lo \
             controla.",
        logs: "Lo que ha firmado",
        size: "Apuntes",
        root: "Huella",
        at: "Firmado por última vez",
        none: "Todavía no ha firmado nada de esta bitácora.",
        note: "Ver lo firmado",
        more: "Bitácoras que no caben en esta página:",
        more_note: "Sus cifras están en",
        protocol: "Cómo se le habla",
        protocol_note: "Habla el protocolo tlog-witness de C2SP, así que sirve a cualquier bitácora que conozca:",
        submit: "La bitácora pide una firma.",
        monitor: "Cualquiera lee lo último que firmó; la bitácora se nombra por el SHA-256 de su origen.",
    },
};
