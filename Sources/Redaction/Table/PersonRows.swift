/// What belongs to persons everywhere: addresses, numbers, accounts, devices.
enum PersonRows {
    /// Rows as `DetectorTable` reads them.
    static let all = """
        # card
        card | CARD | code | !16 !15 !14 !13 !17~19 !12 !4_4_4_4 !4-4-4-4 !4.4.4.4 !4_6_5 !4-6-5 !4_6_4 !4-6-4 !4_4_4_4_3 !4-4-4-4-3 !6_13 !4_4_5 | chk=card | | card numbers by issuer's range and Luhn digit

        # iban
        iban | IBAN | special | iban | | | IBANs by country, length and ISO 7064 check digits, grouped or not

        # email
        email | EMAIL | special | email | | | e-mail addresses

        # phone
        phone | PHONE | special | phone | | phone telephone tel mobile cell cellphone fax call_me whatsapp sms telefon handy mobil telefono teléfono móvil telefone celular téléphone portable telefoon nummer cellulare 电话 手机 電話 휴대폰 전화 | international numbers by country code and length; national ones in usual groups or after a word for telephone
        phone-grouped | PHONE | code | !3-3-4 !3.3.4 !1-3-3-4 3_3_4 | chk=phone-grouped | phone telephone tel mobile cell fax | North American numbers in their groups
        phone-pairs | PHONE | code | !2_2_2_2_2 !2.2.2.2.2 | chk=phone-pairs | | French numbers in pairs

        # ip
        ipv4 | IP | special | ipv4 | | version release oid build sdk chapter section | IPv4 addresses that are not loopback, unspecified or for documentation
        ipv6 | IP | special | ipv6 | | | IPv6 addresses, likewise

        # mac
        mac | MAC | special | mac | | | MAC addresses

        # passport
        passport-mrz | PASSP | special | mrz | | | machine-readable lines of passports and identity cards, by their check digits
        passport | PASSP | near | <ud:8-9> <ud:6-7> | idnum | passport passport_number passport_no reisepass passeport pasaporte passaporto passaporte paspoort paszport 护照 旅券 여권 | passport numbers after a word for passport
        identity-card | PASSP | near | <ud:9-10> | idnum | personalausweis ausweisnummer ausweisnr identity_card id_card carte_d'identité | identity card numbers after a word for it

        # crypto
        bitcoin | CRYPT | special | base58 | | | Bitcoin addresses by their checksum
        bitcoin-segwit | CRYPT | token | bc1<ld:11-87> tb1<ld:11-87> BC1<ud:11-87> | chk=bech32 | | Bitcoin addresses in bech32 and bech32m, by their checksum
        ethereum | CRYPT | special | ethereum | | eth ethereum wallet address metamask usdc usdt erc20 polygon | Ethereum addresses after a word for wallet or coin

        # device
        imei | ID | code | 15 2-6-6-1 6-2-6-1 2_6_6_1 | chk=luhn15 | imei | IMEI numbers
        iccid | ID | code | 19~20 | chk=iccid | iccid sim_card sim | SIM card numbers
        vin | ID | mask | NNNNNNNNNNNNNNNNN | chk=vin | vin chassis vehicle_identification fahrgestellnummer fin | vehicle identification numbers

        # account
        us-routing | ACCT | code | 9 | chk=us-routing | routing aba rtn routing_number | US bank routing numbers
        us-account | ACCT | near | <d:6-17> | | account_number account_no acct_no kontonummer bank_account | bank account numbers after a word for them
        bic | ACCT | near | <ud:11-11> <ud:8-8> | chk=bic | bic swift swift_code | BIC (SWIFT) codes
        lei | ACCT | mask | NNNNNNNNNNNNNNNNNN99 | chk=lei | lei legal_entity | legal entity identifiers
        isin | ACCT | mask | AANNNNNNNNN9 | chk=isin | isin security wertpapier | securities' numbers
        eu-vat | ACCT | near | <up:2-2><ud:8-12> | chk=eu-vat | vat vat_id ust-id ustid ust-idnr mwst tva btw iva partita_iva | VAT numbers of the European Union
        """
}
