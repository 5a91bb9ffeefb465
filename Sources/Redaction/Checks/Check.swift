/// What a text must pass besides its shape: check digits, calendars, published ranges.
///
/// A check sees the text without separators, letters in upper case (tokens as they are). It answers
/// for any text whatever, in time linear in its length. Agrees with PyPI's python-stdnum where that
/// has the number (`make detectors`).
enum Check: String, CaseIterable, Sendable {
    case bursar, jwt, jwt64, pem64, bech32
    case card, luhn15, iccid, vin, lei, isin, bic, iban
    case phoneGrouped = "phone-grouped"
    case phonePairs = "phone-pairs"
    case usRouting = "us-routing"
    case euVAT = "eu-vat"
    case usSSN = "us-ssn"
    case usITIN = "us-itin"
    case usEIN = "us-ein"
    case usNPI = "us-npi"
    case usMBI = "us-mbi"
    case caSIN = "ca-sin"
    case mxCURP = "mx-curp"
    case mxRFC = "mx-rfc"
    case brCPF = "br-cpf"
    case brCNPJ = "br-cnpj"
    case arCUIT = "ar-cuit"
    case clRUT = "cl-rut"
    case deSteuerID = "de-steuer-id"
    case dePension = "de-pension"
    case frNIR = "fr-nir"
    case esDNI = "es-dni"
    case esNIE = "es-nie"
    case itFiscalCode = "it-fiscal-code"
    case ukNHS = "uk-nhs"
    case ukNINO = "uk-nino"
    case ukUTR = "uk-utr"
    case nlBSN = "nl-bsn"
    case beNN = "be-nn"
    case plPESEL = "pl-pesel"
    case sePersonnummer = "se-personnummer"
    case fiHETU = "fi-hetu"
    case noFodselsnummer = "no-fodselsnummer"
    case dkCPR = "dk-cpr"
    case chAHV = "ch-ahv"
    case ptNIF = "pt-nif"
    case atSVNR = "at-svnr"
    case czRC = "cz-rc"
    case roCNP = "ro-cnp"
    case bgEGN = "bg-egn"
    case hrOIB = "hr-oib"
    case grAFM = "gr-afm"
    case eeIK = "ee-ik"
    case siEMSO = "si-emso"
    case iePPS = "ie-pps"
    case ruINN = "ru-inn"
    case uaRNTRC = "ua-rntrc"
    case auTFN = "au-tfn"
    case auABN = "au-abn"
    case auMedicare = "au-medicare"
    case nzIRD = "nz-ird"
    case inAadhaar = "in-aadhaar"
    case inPAN = "in-pan"
    case inGSTIN = "in-gstin"
    case cnResident = "cn-resident"
    case krRRN = "kr-rrn"
    case jpMyNumber = "jp-my-number"
    case sgNRIC = "sg-nric"
    case thPIN = "th-pin"
    case trTCKN = "tr-tckn"
    case zaID = "za-id"
    case ilID = "il-id"
    case myNRIC = "my-nric"
    case idNIK = "id-nik"

    /// Does the text pass?
    func accepts(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .bursar, .jwt, .jwt64, .pem64, .bech32: acceptsToken(text)
        case .card, .luhn15, .iccid, .vin, .lei, .isin, .bic, .iban, .phoneGrouped, .phonePairs,
            .usRouting,
            .euVAT:
            acceptsAccount(text)
        case .usSSN, .usITIN, .usEIN, .usNPI, .usMBI, .caSIN, .mxCURP, .mxRFC, .brCPF, .brCNPJ,
            .arCUIT, .clRUT:
            acceptsAmerican(text)
        case .inAadhaar, .inPAN, .inGSTIN, .cnResident, .krRRN, .jpMyNumber, .sgNRIC, .thPIN,
            .trTCKN, .ilID, .myNRIC, .idNIK, .auTFN, .auABN, .auMedicare, .nzIRD, .zaID:
            acceptsAsian(text)
        case .deSteuerID, .dePension, .frNIR, .esDNI, .esNIE, .itFiscalCode, .ukNHS, .ukNINO,
            .ukUTR, .nlBSN, .beNN, .chAHV, .ptNIF, .atSVNR, .grAFM, .iePPS:
            acceptsWestern(text)
        case .plPESEL, .sePersonnummer, .fiHETU, .noFodselsnummer, .dkCPR, .czRC, .roCNP, .bgEGN,
            .hrOIB, .eeIK, .siEMSO, .ruINN, .uaRNTRC:
            acceptsEastern(text)
        }
    }
}
