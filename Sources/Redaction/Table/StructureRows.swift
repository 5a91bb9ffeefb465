/// Secrets that are known by their structure, not by a service's mark.
enum StructureRows {
    /// Tokens, addresses with passwords, assignments, and keys.
    static let all = """
        # secret
        jwt | JWT | token | eyJ<w:10-4000>.eyJ<w:8-16000>.<w:0-2000> | chk=jwt | | JSON Web Tokens, by the algorithm in their header
        jwt-base64 | JWT | token | ZXlK<b64:80-16000><pad> | chk=jwt64 | | JSON Web Tokens that were encoded in base64 once more
        connection-string | SECRET | special | uri-password | | | the password in an address: postgres, mysql, mongodb, redis, amqp, http, ftp, smtp, ldap and any other scheme
        azure-sas | SECRET | assign | sig | len=40-120 exact ent=3.8 | | signatures in Azure's shared addresses
        azure-storage-key | SECRET | assign | accountkey sharedaccesskey | len=40-100 exact ent=3.8 | | Azure storage, Service Bus and App Configuration keys
        authorization | SECRET | special | authorization | | | Authorization: Basic and Bearer, and what curl's -u names
        netrc | SECRET | special | netrc | | | passwords in .netrc lines
        password | SECRET | assign | password passwd passphrase passcode pwd passwort kennwort contraseña senha mot_de_passe wachtwoord hasło lösenord | password | | what is assigned to a word for password
        api-key | SECRET | assign | api_key api-key apikey x-api-key secret secret_key secret-key secretkey access_key accesskey access-key token auth_token authtoken access_token accesstoken refresh_token preshared_key stream_key client_secret clientsecret private_key privatekey credential credentials _auth _authtoken signing_key encryption_key webhook_secret session_key bearer | ent=3.0 len=12-300 digit | | what is assigned to a word for key, token or secret, when it looks random
        service-key | SECRET | assign | adafruit adobe algolia alibaba asana beamer bitbucket bittrex cloudflare codecov coinbase confluent contentful datadog discord droneci dropbox etsy facebook fastly finicity finnhub flickr freshbooks gitter gocardless heroku hubspot intercom jfrog artifactory jira confluence kraken kucoin launchdarkly linear linkedin looker mailchimp mailgun mattermost messagebird meraki netlify new_relic newrelic nytimes okta plaid privateai rapidapi sendbird sendgrid sentry shippo snyk sonar squarespace stytch sumologic travis trello twilio twitch twitter yandex zendesk | len=16-128 ent=3.3 service | | what is assigned to a name with a service's in it, when it looks random: adafruit, adobe, algolia, … zendesk
        password-hash | SECRET | token | $2(a|b|y)$<d:2-2>$<crypt:53-53> $1$<crypt:1-8>$<crypt:22-22> $(5|6|y)$<crypt:1-40>$<crypt:43-90> $(5|6)$rounds=<d:4-9>$<crypt:1-16>$<crypt:43-86> $(8|9)$<crypt:14-14>$<crypt:43-43> $argon2(i|d|id)$v=<d:2-2>$<url:8-40>$<b64:11-90>$<b64:20-130> | inner | | hashes of passwords: bcrypt, crypt(3), Cisco, Argon2

        # private-key
        private-key | KEY | special | pem | | | private keys in PEM, OpenSSH, PGP and SSH2 armour, also on one line
        private-key-base64 | KEY | token | LS0tLS1CRUdJTi<b64:60-16000><pad> | chk=pem64 | | the same in base64, as in Kubernetes secrets
        putty-key | KEY | special | putty | | | PuTTY private keys
        age-key | KEY | token | AGE-SECRET-KEY-1<ud:50-64> AGE-SECRET-KEY-PQ-1<ud:50-90> | | | age private keys
        wif-key | KEY | special | wif | | | Bitcoin private keys (WIF), by their checksum
        seed-phrase | KEY | special | seed | | seed_phrase recovery_phrase mnemonic seed_words backup_phrase secret_phrase | 12 to 24 words after the name of a seed phrase
        """
}
