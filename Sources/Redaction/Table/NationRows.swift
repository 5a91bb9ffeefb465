/// Numbers that states give to persons. Where the check digit alone would let many other numbers
/// pass, the number's usual grouping or a word before it is asked for.
enum NationRows {
    /// Rows as `DetectorTable` reads them.
    static let all = """
        # national-id
        us-ssn | ID | code | !3-2-4 3_2_4 9 | chk=us-ssn | ssn social_security social_sec soc_sec ss# taxpayer | US social security numbers
        us-itin | ID | code | !3-2-4 9 | chk=us-itin | itin taxpayer tax_id tin | US individual taxpayer numbers
        us-ein | ID | code | 2-7 9 | chk=us-ein | ein fein employer_identification federal_tax tax_id | US employer numbers
        us-npi | ID | code | 10 | chk=us-npi | npi provider | US provider numbers
        us-mbi | ID | mask | 9AN9AN9AA99 | chk=us-mbi | mbi medicare beneficiary | US Medicare numbers
        ca-sin | ID | code | 3-3-3 3_3_3 9 | chk=ca-sin | sin social_insurance assurance_sociale nas | Canadian social insurance numbers
        mx-curp | ID | mask | AAAA999999AAAAAAN9 | chk=mx-curp | | Mexican population numbers
        mx-rfc | ID | mask | AAAA999999NNN | chk=mx-rfc | rfc contribuyente fiscal | Mexican taxpayer numbers
        br-cpf | ID | code | !3.3.3-2 11 | chk=br-cpf | cpf contribuinte | Brazilian person numbers
        br-cnpj | ID | code | !2.3.3/4-2 14 | chk=br-cnpj | cnpj empresa | Brazilian company numbers
        br-cnpj-letters | ID | mask | NNNNNNNNNNNN99 | chk=br-cnpj | cnpj empresa | Brazilian company numbers with letters
        ar-cuit | ID | code | !2-8-1 11 | chk=ar-cuit | cuit cuil | Argentine tax numbers
        cl-rut | ID | code | !1.3.3-1 !2.3.3-1 !1.3.3-L1 !2.3.3-L1 7-1 8-1 7-L1 8-L1 | chk=cl-rut | rut run rol_único cédula | Chilean numbers
        de-steuer-id | ID | code | 11 2_3_3_3 | chk=de-steuer-id | steuer-id steuerid steuer-idnr idnr steuer_identifikationsnummer steueridentifikationsnummer steuerliche tax_id tin | German tax numbers
        de-pension | ID | mask | 99999999A999 | chk=de-pension | rentenversicherung rvnr sozialversicherung versicherungsnummer sv-nummer rentenversicherungsnummer sozialversicherungsnummer | German pension numbers
        fr-nir | ID | code | !1_2_2_2_3_3_2 !1_2_2_2_3_3-2 !13_2 15 | chk=fr-nir | nir sécurité_sociale insee secu numéro_de_sécu | French social security numbers
        fr-nir-corsica | ID | mask | 999999A99999999 | chk=fr-nir | nir sécurité_sociale insee | the same of Corsica
        es-dni | ID | mask | 99999999A | chk=es-dni | | Spanish identity numbers
        es-dni-grouped | ID | code | !8-L1 !2.3.3-L1 !8_L1 | chk=es-dni | | the same in groups
        es-nie | ID | mask | A9999999A | chk=es-nie | | Spanish foreigners' numbers
        es-nie-grouped | ID | code | !L1-7-L1 | chk=es-nie | | the same in groups
        it-fiscal-code | ID | mask | AAAAAANNANNANNNA | chk=it-fiscal-code | | Italian fiscal codes
        uk-nhs | ID | code | 3_3_4 3-3-4 10 | chk=uk-nhs | nhs nhs_number patient | NHS numbers of England and Wales
        uk-nino | ID | mask | AA999999A | chk=uk-nino | national_insurance nino ni_number insurance ni | UK national insurance numbers
        uk-nino-grouped | ID | code | !L2_2_2_2_L1 | chk=uk-nino | | the same in groups
        uk-utr | ID | code | 10 5_5 | chk=uk-utr | utr unique_taxpayer self_assessment | UK taxpayer references
        nl-bsn | ID | code | 9 4.2.3 3.3.3 | chk=nl-bsn | bsn burgerservicenummer sofinummer sofi | Dutch citizen numbers
        be-nn | ID | code | !2.2.2-3.2 11 | chk=be-nn | rijksregisternummer registre_national niss insz national_number numéro_national | Belgian national numbers
        pl-pesel | ID | code | 11 | chk=pl-pesel | pesel | Polish personal numbers
        se-personnummer | ID | code | !6-4 !8-4 10 12 | chk=se-personnummer | personnummer samordningsnummer person_nr | Swedish personal numbers
        fi-hetu | ID | code | !6-3,L1 !6-4 | chk=fi-hetu | | Finnish personal codes of the 20th century
        fi-hetu-letters | ID | mask | 999999A999N | chk=fi-hetu | | Finnish personal codes of the 21st century
        no-fodselsnummer | ID | code | 11 6_5 | chk=no-fodselsnummer | fødselsnummer fodselsnummer personnummer d-nummer | Norwegian birth numbers
        dk-cpr | ID | code | 6-4 10 | chk=dk-cpr | cpr cpr-nr personnummer cpr-nummer | Danish personal numbers
        ch-ahv | ID | code | !3.4.4.2 13 | chk=ch-ahv | ahv avs ahv-nr sozialversicherungsnummer | Swiss social security numbers
        pt-nif | ID | code | 9 3_3_3 | chk=pt-nif | nif contribuinte nipc | Portuguese tax numbers
        at-svnr | ID | code | 10 4_6 | chk=at-svnr | svnr sv-nummer sozialversicherungsnummer versicherungsnummer | Austrian insurance numbers
        cz-rc | ID | code | !6/4 6/3 9~10 | chk=cz-rc | rodné_číslo rodne_cislo rodné r.č. rč | Czech and Slovak birth numbers
        ro-cnp | ID | code | 13 | chk=ro-cnp | cnp cod_numeric | Romanian personal numbers
        bg-egn | ID | code | 10 | chk=bg-egn | egn егн | Bulgarian personal numbers
        hr-oib | ID | code | 11 | chk=hr-oib | oib osobni | Croatian personal numbers
        gr-afm | ID | code | 9 | chk=gr-afm | afm αφμ α.φ.μ. | Greek tax numbers
        ee-lt-ik | ID | code | 11 | chk=ee-ik | isikukood asmens_kodas asmens | Estonian and Lithuanian personal codes
        si-emso | ID | code | 13 | chk=si-emso | emšo emso jmbg | Slovenian and former Yugoslav personal numbers
        ie-pps | ID | mask | 9999999A 9999999AA | chk=ie-pps | pps ppsn | Irish service numbers
        ru-inn | ID | code | 12 10 | chk=ru-inn | инн inn | Russian tax numbers
        ua-rntrc | ID | code | 10 | chk=ua-rntrc | рнокпп ірпн rntrc ідентифікаційний | Ukrainian taxpayer numbers
        au-tfn | ID | code | 3_3_3 3-3-3 9 8 | chk=au-tfn | tfn tax_file | Australian tax file numbers
        au-abn | ID | code | 2_3_3_3 11 | chk=au-abn | abn business_number | Australian business numbers
        au-medicare | ID | code | 4_5_1 4-5-1 10 | chk=au-medicare | medicare | Australian Medicare numbers
        nz-ird | ID | code | 2-3-3 3-3-3 8~9 | chk=nz-ird | ird inland_revenue | New Zealand tax numbers
        in-aadhaar | ID | code | !4_4_4 !4-4-4 12 | chk=in-aadhaar | aadhaar aadhar uidai uid आधार | Indian identity numbers
        in-pan | ID | mask | AAAAA9999A | chk=in-pan | | Indian tax numbers
        in-gstin | ID | mask | 99AAAAA9999ANNN | chk=in-gstin | | Indian sales tax numbers
        cn-resident | ID | code | !18 !17,L1 | chk=cn-resident | | Chinese resident numbers
        kr-rrn | ID | code | !6-7 13 | chk=kr-rrn | 주민등록번호 주민번호 rrn resident_registration | Korean resident numbers
        jp-my-number | ID | code | 12 4_4_4 4-4-4 | chk=jp-my-number | マイナンバー 個人番号 my_number mynumber | Japanese My Numbers
        sg-nric | ID | mask | A9999999A | chk=sg-nric | | Singapore identity numbers
        th-pin | ID | code | !1-4-5-2-1 13 | chk=th-pin | บัตรประชาชน thai citizen_id national_id | Thai identity numbers
        tr-tckn | ID | code | 11 | chk=tr-tckn | tckn kimlik tc_kimlik t.c. | Turkish identity numbers
        za-id | ID | code | 13 6_4_3 | chk=za-id | id_number identity_number south_african rsa_id sa_id | South African identity numbers
        il-id | ID | code | 9 8-1 | chk=il-id | תעודת_זהות מספר_זהות ת.ז. teudat_zehut mispar_zehut | Israeli identity numbers
        my-nric | ID | code | !6-2-4 12 | chk=my-nric | mykad nric kad_pengenalan | Malaysian identity numbers
        id-nik | ID | code | 16 | chk=id-nik | nik ktp | Indonesian identity numbers
        """
}
