/// Secrets of services that put a mark of their own into their keys. `DetectorTable` says how a row
/// is read.
enum SecretRows {
    /// Services that offer models, and tools round them.
    static let models = """
        # secret
        bursar-token | BURSAR | token | bur_<an:12-12>_<an:49-49> | chk=bursar | | a client's token of Bursar itself, by its checksum; always blocked
        openai | SECRET | token | sk-(proj|svcacct|admin|service|None)-<w:36-260> | ent=3.3 | | OpenAI project, service account and admin keys
        anthropic | SECRET | token | sk-ant-<w:40-260> | ent=3.3 | | Anthropic API, admin, OAuth, refresh and session keys
        openrouter | SECRET | token | sk-or-v1-<hex:40-80> | | | OpenRouter keys
        langfuse | SECRET | token | (sk|pk)-lf-<hex:8-8>-<hex:4-4>-<hex:4-4>-<hex:4-4>-<hex:12-12> | | | Langfuse keys
        minimax | SECRET | token | sk-api-<w:80-160> | ent=3.3 | | MiniMax keys
        helicone | SECRET | token | sk-helicone-<w:20-80> | | | Helicone keys
        openai-legacy | SECRET | token | sk-<an:20-20>T3BlbkFJ<an:20-20> | | | OpenAI keys of the first form
        sk-key | SECRET | token | sk-<w:32-64> | ent=3.3 digit | | keys that only share the mark sk-: DeepSeek, Moonshot, Stability, self-hosted servers
        google-api-key | SECRET | token | AIza<w:35-45> | ent=3.0 | | Google API keys (Gemini, Maps)
        google-gemini | SECRET | token | AQ.Ab8RN6<w:30-60> | | | Gemini keys of the newer form
        google-oauth | SECRET | token | ya29.<wd:20-400> GOCSPX-<w:28-40> 1//0<w:30-120> | | | Google OAuth access tokens, client secrets, refresh tokens
        aws-bedrock | SECRET | token | ABSK<b64:100-300><pad> bedrock-api-key-<b64:60-2000><pad> | | | Amazon Bedrock keys, long and short lived
        groq | SECRET | token | gsk_<an:48-60> | | | Groq keys
        xai | SECRET | token | xai-<w:70-120> | | | xAI keys
        cerebras | SECRET | token | csk-<an:40-60> | ent=3.3 | | Cerebras keys
        nvidia | SECRET | token | nvapi-<w:50-80> | | | NVIDIA keys
        together | SECRET | token | tgp_v1_<w:40-60> | | | Together keys
        perplexity | SECRET | token | pplx-<an:40-64> | | | Perplexity keys
        replicate | SECRET | token | r8_<w:37-45> | ent=3.0 | | Replicate keys
        hugging-face | SECRET | token | hf_<an:34-45> api_org_<an:34-45> | ent=3.0 | | Hugging Face user and organisation tokens
        langsmith | SECRET | token | lsv2_(pt|sk)_<hex:32-32>_<hex:10-10> | | | LangSmith keys
        pinecone | SECRET | token | pcsk_<an:4-8>_<an:50-70> | | | Pinecone keys
        weights-and-biases | SECRET | token | wandb_v1_<uw:60-90> | | | Weights & Biases keys
        vercel | SECRET | token | (vck|vcp|vci|vca|vcr)_<w:40-70> | ent=3.3 | | Vercel AI gateway keys and access tokens
        elevenlabs | SECRET | token | sk_<hex:48-48> | | | ElevenLabs keys
        brave | SECRET | token | BSA<w:24-40> | ent=3.6 mixed | | Brave Search keys
        devin | SECRET | token | apk_<b64:80-110><pad> cog_<ld:40-60> | | | Devin keys
        tavily | SECRET | token | tvly-<w:24-60> | | | Tavily keys
        firecrawl | SECRET | token | fc-<hex:32-32> | | | Firecrawl keys
        jina | SECRET | token | jina_<w:50-80> | | | Jina keys
        fireworks | SECRET | token | fw_<an:22-40> | ent=3.3 mixed | | Fireworks keys
        e2b | SECRET | token | e2b_<hex:40-40> | | | E2B keys
        runpod | SECRET | token | rpa_<ud:40-50> | | | RunPod keys
        cursor | SECRET | token | key_<hex:64-64> | | | Cursor keys
        voyage | SECRET | token | (pa|al)-<w:43-43> | ent=3.8 mixed | | Voyage keys
        modal | SECRET | token | (ak|as)-<an:22-22> | ent=3.4 mixed ctx | modal token key secret | Modal token ids and secrets
        """

    /// Clouds, hosts and what runs on them.
    static let clouds = """
        # secret
        aws-access-key | SECRET | token | (AKIA|ASIA|ABIA|ACCA)<b32:16-16> | ent=2.5 | | AWS access key ids
        azure-client-secret | SECRET | token | <~az:4-4>Q~<az:31-34> | | | Azure (Entra) client secrets
        alibaba | SECRET | token | LTAI<an:12-26> | mixed | | Alibaba Cloud access key ids
        yandex | SECRET | token | AQVN<w:35-60> y0_<w:40-80> | ent=3.3 | | Yandex Cloud keys and tokens
        scaleway | SECRET | token | SCW<ud:17-17> | mixed | | Scaleway access keys
        digitalocean | SECRET | token | (dop|doo|dor)_v1_<hex:64-64> | | | DigitalOcean tokens
        cloudflare | SECRET | token | (cfut|cfat)_<an:40-60> v1.0-<hex:24-24>-<hex:100-180> | | | Cloudflare API tokens and origin CA keys
        heroku | SECRET | token | HRKU-AA<w:50-70> | | | Heroku keys
        fly | SECRET | token | (fo1|fm1a|fm1r|fm2)_<b64u:40-900><pad> | ent=3.3 | | Fly.io tokens
        render | SECRET | token | rnd_<an:28-40> | | | Render keys
        supabase | SECRET | token | sbp_<hex:40-40> sb_secret_<w:28-50> | | | Supabase tokens and secret keys
        planetscale | SECRET | token | pscale_(tkn|pw|oauth)_<wd:32-64> | | | PlanetScale tokens and passwords
        neon | SECRET | token | napi_<ld:40-80> | | | Neon keys
        netlify | SECRET | token | nfp_<an:36-50> | | | Netlify tokens
        databricks | SECRET | token | dapi<hex:32-32> dkea<hex:32-32> dose<hex:32-32> | | | Databricks tokens
        oracle-ocid-key | SECRET | token | ocid1.credential.<wd:40-160> | | | Oracle Cloud credentials
        backblaze | SECRET | token | K00<d:1-1><b64:27-27> | ent=3.6 mixed | | Backblaze B2 keys
        hashicorp-vault | SECRET | token | hvs.<w:80-200> hvb.<w:100-320> hvr.<w:80-320> | | | HashiCorp Vault tokens
        terraform | SECRET | token | <~an:14-14>.atlasv1.<w:60-90> | | | Terraform Cloud tokens
        doppler | SECRET | token | dp.(pt|ct|st|sa|scim|audit).<wd:40-70> | | | Doppler tokens
        onepassword | SECRET | token | ops_eyJ<b64u:200-2000><pad> A3-<ud:6-6>-<ud:6-11>-<ud:5-5>-<ud:5-5>-<ud:5-5> | | | 1Password service tokens and secret keys
        pulumi | SECRET | token | pul-<hex:40-40> | | | Pulumi tokens
        infracost | SECRET | token | ico-<an:32-32> | | | Infracost keys
        scalingo | SECRET | token | tk-us-<w:40-56> | | | Scalingo tokens
        tailscale | SECRET | token | tskey-(api|auth|client|webhook|scim)-<w:16-80> | | | Tailscale keys
        ngrok | SECRET | token | (ak|cr)_2<an:26-40> | mixed ent=3.8 | | ngrok keys
        kubernetes-bootstrap | SECRET | near | <ld:6-6>.<ld:16-16> | mixed | kubeadm bootstrap_token bootstrap-token | Kubernetes bootstrap tokens
        """

    /// Code hosting, builds, packages and observation.
    static let development = """
        # secret
        github | SECRET | token | (ghp|gho|ghu|ghr|ghs)_<wd:36-700> github_pat_<uw:60-120> | ent=3.0 | | GitHub tokens of all kinds, the long ones with a JWT inside too
        gitlab | SECRET | token | gl(pat|dt|rt|ft|soat|ffct|ptt|cbt|agent|imt|rtr|wt)-<wd:20-320> gloas-<w:60-80> GR1348941<w:20-30> | ent=3.0 | | GitLab tokens of all kinds
        atlassian | SECRET | token | ATATT3<w:100-220><pad> ATCTT3<w:100-220><pad> ATBB<an:32-40> | | | Atlassian and Bitbucket tokens
        npm | SECRET | token | npm_<an:36-40> | ent=3.0 | | npm tokens
        pypi | SECRET | token | pypi-AgE<w:50-400> | | | PyPI and TestPyPI tokens
        rubygems | SECRET | token | rubygems_<hex:48-48> | | | RubyGems keys
        crates-io | SECRET | token | cio<an:32-32> | ent=3.6 mixed | | crates.io tokens
        docker-hub | SECRET | token | dckr_(pat|oat)_<w:27-60> | | | Docker Hub tokens
        nuget | SECRET | token | oy2<ld:43-43> | | | NuGet keys
        clojars | SECRET | token | CLOJARS_<ld:60-60> | | | Clojars tokens
        jfrog | SECRET | token | AKCp<an:60-90> cmVmdGtu<an:50-70> | | | JFrog Artifactory keys and reference tokens
        sonar | SECRET | token | (squ|sqp|sqa)_<hex:40-40> | | | SonarQube tokens
        sourcegraph | SECRET | token | sgp_<hex:16-16>_<hex:40-40> sgp_local_<hex:40-40> sgp_<hex:40-40> | | | Sourcegraph tokens
        buildkite | SECRET | token | (bkua|bkaj|bkct)_<an:40-40> | | | Buildkite tokens
        circleci | SECRET | token | CCI(PAT|PRJ)_<an:20-24>_<hex:40-40> | | | CircleCI tokens
        prefect | SECRET | token | (pnu|pnb)_<an:36-36> | | | Prefect keys
        grafana | SECRET | token | glsa_<an:32-32>_<hex:8-8> glc_<b64:32-400><pad> eyJrIjoi<b64:60-400><pad> | | | Grafana service account and cloud tokens
        sentry | SECRET | token | sntrys_eyJ<b64u:60-600> sntryu_<hex:64-64> | | | Sentry tokens
        new-relic | SECRET | token | (NRAK|NRAA|NRII|NRIQ|NRJS|NRBR|NRRA)-<w:19-44> <~hex:36-36>NRAL | | | New Relic keys
        posthog | SECRET | token | (phx|phs)_<an:40-50> | | | PostHog keys
        dynatrace | SECRET | token | dt0(c|s)<d:2-2>.<an:20-30>.<an:60-68> | | | Dynatrace tokens
        honeycomb | SECRET | token | hc(aik|bik|alk|xik)_<ld:58-64> | | | Honeycomb keys
        axiom | SECRET | token | (xaat|xapt)-<hex:8-8>-<hex:4-4>-<hex:4-4>-<hex:4-4>-<hex:12-12> | | | Axiom tokens
        postman | SECRET | token | PMAK-<hex:24-24>-<hex:34-34> | | | Postman keys
        launchdarkly | SECRET | token | (api|sdk)-<hex:8-8>-<hex:4-4>-<hex:4-4>-<hex:4-4>-<hex:12-12> | | | LaunchDarkly keys
        statsig | SECRET | token | secret-<an:40-50> | mixed ent=3.8 | | Statsig server secrets
        linear | SECRET | token | lin_(api|oauth)_<an:32-70> | | | Linear keys
        readme | SECRET | token | rdme_<ld:60-80> | | | ReadMe keys
        contentful | SECRET | token | CFPAT-<w:40-50> | | | Contentful tokens
        algolia-secured | SECRET | near | <hex:32-32> | mixed | algolia | Algolia keys
        adafruit | SECRET | token | aio_<an:28-28> | mixed | | Adafruit IO keys
        azure-devops | SECRET | token | <~an:76-76>AZDO<an:4-4> | | | Azure DevOps access tokens
        dependency-track | SECRET | token | odt_<an:32-50> | | | Dependency-Track keys
        octopus | SECRET | token | API-<ud:26-26> | mixed ent=3.0 | | Octopus Deploy keys
        openshift | SECRET | token | sha256~<w:43-43> | | | OpenShift tokens
        harness | SECRET | token | (pat|sat).<w:22-22>.<an:24-24>.<an:20-20> | | | Harness keys
        clickhouse | SECRET | token | 4b1d<an:38-38> | mixed ent=4.0 | | ClickHouse Cloud secrets
        defined-networking | SECRET | token | dnkey-<w:26-26>-<w:52-52> | | | Defined Networking keys
        gitlab-session | SECRET | token | _gitlab_session=<ld:32-32> | mixed | | session cookies of GitLab
        codeclimate | SECRET | near | <hex:64-64> | mixed | cc_test_reporter_id codeclimate | Code Climate reporter ids
        zuplo | SECRET | token | zpka_<an:32-60> | | | Zuplo keys
        temporal | SECRET | token | tmprl_<w:40-120> | | | Temporal Cloud keys
        """

    /// Mail, money, messages and office.
    static let business = """
        # secret
        slack | SECRET | token | xox(b|p|a|r|s|o|c|d)-<w:20-260> xapp-<d:1-1>-<w:20-200> xoxe.xox(b|p)-<w:20-260> xoxe-<w:20-260> | ent=2.8 digit | | Slack tokens
        webhook-url | SECRET | token | hooks.slack.com/(services|workflows|triggers)/<url:20-120> discord.com/api/webhooks/<d:15-22>/<w:50-90> discordapp.com/api/webhooks/<d:15-22>/<w:50-90> hooks.zapier.com/hooks/catch/<url:10-60> outlook.office.com/webhook/<url:36-300> webhook.office.com/webhookb2/<url:60-260> | inner | | webhook addresses of Slack, Discord, Zapier and Teams
        discord | SECRET | near | <w:24-28>.<w:6-6>.<w:27-40> | mixed | discord bot_token bot_secret | Discord bot tokens
        telegram | SECRET | token | <~d:8-10>:A<w:33-36> | ent=3.3 | | Telegram bot tokens
        stripe | SECRET | token | (sk|rk)_(live|test|prod)_<an:10-110> whsec_<b64:30-80><pad> | ent=2.8 | | Stripe (and Clerk, Paystack) secret and restricted keys, webhook secrets
        square | SECRET | token | sq0(atp|csp|idp)-<w:22-60> EAAA<w:56-64> | ent=3.3 | | Square tokens
        braintree | SECRET | token | access_token$(production|sandbox)$<ld:16-16>$<hex:32-32> | | | PayPal Braintree tokens
        shopify | SECRET | token | shp(at|ca|pa|ss|tka)_<hex:32-32> | | | Shopify tokens
        plaid | SECRET | token | access-(production|sandbox|development)-<hex:8-8>-<hex:4-4>-<hex:4-4>-<hex:4-4>-<hex:12-12> | | | Plaid access tokens
        razorpay | SECRET | token | rzp_(live|test)_<an:14-20> | | | Razorpay keys
        flutterwave | SECRET | token | FLWSECK-<w:30-60> FLWSECK_TEST-<w:12-60> | | | Flutterwave secret keys
        easypost | SECRET | token | (EZAK|EZTK)<an:50-60> | | | EasyPost keys
        shippo | SECRET | token | shippo_(live|test)_<hex:40-40> | | | Shippo tokens
        duffel | SECRET | token | duffel_(live|test)_<w:40-50> | | | Duffel tokens
        paddle | SECRET | token | pdl_(live|sdbx)_apikey_<w:40-80> | | | Paddle keys
        mollie | SECRET | token | (live|test)_<an:30-36> | mixed ent=3.6 | | Mollie keys
        twilio | SECRET | token | SK<hex:32-32> | mixed | | Twilio API keys
        sendgrid | SECRET | token | SG.<w:16-32>.<w:32-64> | | | SendGrid keys
        mailgun | SECRET | token | key-<ld:32-32> | mixed ent=3.0 | | Mailgun keys
        mailchimp | SECRET | token | <~hex:32-32>-us<d:1-2> | mixed | | Mailchimp keys
        brevo | SECRET | token | xkeysib-<hex:64-64>-<an:16-16> xsmtpsib-<hex:64-64>-<an:16-16> | | | Brevo keys
        resend | SECRET | token | re_<an:8-8>_<an:20-30> | mixed | | Resend keys
        postmark | SECRET | near | <hex:8-8>-<hex:4-4>-<hex:4-4>-<hex:4-4>-<hex:12-12> | | postmark x-postmark-server-token | Postmark tokens
        hubspot | SECRET | token | pat-(na|eu|ap)<d:1-1>-<hex:8-8>-<hex:4-4>-<hex:4-4>-<hex:4-4>-<hex:12-12> | | | HubSpot tokens
        notion | SECRET | token | ntn_<d:10-12><an:30-40> secret_<an:43-43> | | | Notion tokens
        airtable | SECRET | token | pat<an:14-14>.<hex:64-64> | | | Airtable tokens
        asana | SECRET | near | <d:1-1>/<d:10-20>:<hex:32-32> | | asana | Asana tokens
        figma | SECRET | token | (figd|figo|figu)_<w:36-60> | | | Figma tokens
        frame-io | SECRET | token | fio-u-<w:50-70> | | | Frame.io tokens
        twitch-stream | SECRET | token | live_<d:8-10>_<an:28-32> | | | Twitch stream keys
        salesforce | SECRET | token | 00D<an:12-15>!<wd:80-130> | | | Salesforce access tokens
        adobe | SECRET | token | p8e-<ld:32-32> | | | Adobe client secrets
        authress | SECRET | token | (sc|ext|scauth|authress)_<ld:5-30>.<ld:4-6>.acc_<wd:30-140> | | | Authress keys
        settlemint | SECRET | token | sm_(aat|pat|sat)_<an:16-16> | | | SettleMint tokens
        maxmind | SECRET | token | <~uw:36-36>_mmk | mixed | | MaxMind licence keys
        typeform | SECRET | token | tfp_<wd:40-70> | | | Typeform tokens
        mapbox | SECRET | token | sk.eyJ<w:40-200>.<w:16-40> | | | Mapbox secret tokens
        dropbox | SECRET | token | sl.<w:120-200> sl.u.<w:120-1600> | | | Dropbox tokens
        facebook | SECRET | token | EAA<an:90-320> | mixed ent=3.8 | | Meta (Facebook) access tokens
        twitter | SECRET | token | AAAAAAAAAAAAAAAAAAAAA<b64:60-110> AAAAAAAAAAAAAAAAAAAAA<pct:60-140> | | | X (Twitter) bearer tokens
        intra42 | SECRET | token | s-s4t2(ud|af)-<hex:64-64> | | | 42 intra tokens
        """

    /// Services whose keys have no mark: their name must stand shortly before.
    static let named = """
        # secret
        mistral | SECRET | near | <an:32-32> | mixed ent=3.3 | mistral | Mistral keys
        cohere | SECRET | near | <an:40-40> | mixed ent=3.3 | cohere co_api_key | Cohere keys
        assemblyai | SECRET | near | <hex:32-32> | mixed | assemblyai assembly_ai | AssemblyAI keys
        deepgram | SECRET | near | <hex:40-40> | mixed | deepgram | Deepgram keys
        ollama-cloud | SECRET | near | <hex:32-32>.<w:20-28> | | ollama | Ollama cloud keys
        azure-openai | SECRET | near | <hex:32-32> | mixed | azure_openai openai.azure.com azure-openai ocp-apim-subscription-key | Azure OpenAI keys of 32 digits
        azure-openai-long | SECRET | near | <an:84-84> | mixed | azure_openai openai.azure.com azure-openai azure ocp-apim-subscription-key | Azure OpenAI keys of 84 characters
        aws-secret-key | SECRET | near | <b64:40-40> | mixed ent=3.8 | aws_secret_access_key secretaccesskey aws_secret secret_access_key secret_key aws_session | AWS secret access keys
        datadog | SECRET | near | <hex:32-40> | mixed | datadog dd_api_key dd_app_key dd-api-key | Datadog keys
        linode | SECRET | near | <hex:64-64> | mixed | linode | Linode tokens
        hetzner | SECRET | near | <an:64-64> | mixed | hetzner hcloud | Hetzner Cloud tokens
        fastly | SECRET | near | <w:32-32> | mixed ent=3.3 | fastly | Fastly tokens
        okta | SECRET | near | 00<w:40-40> | mixed | okta ssws | Okta tokens
        zendesk | SECRET | near | <an:40-40> | mixed ent=3.3 | zendesk | Zendesk tokens
        pagerduty | SECRET | near | <w:18-20> | mixed ent=3.3 | pagerduty pager_duty | PagerDuty keys
        snyk | SECRET | near | <hex:8-8>-<hex:4-4>-<hex:4-4>-<hex:4-4>-<hex:12-12> | | snyk | Snyk tokens
        confluent | SECRET | near | <b64:64-64> | mixed ent=3.8 | confluent kafka | Confluent Cloud secrets
        twitch | SECRET | near | <ld:30-30> | mixed ent=3.3 | twitch | Twitch secrets
        segment | SECRET | near | <an:32-32> | mixed ent=3.3 | segment_write segment_key writekey | Segment write keys
        telnyx | SECRET | token | KEY0<an:30-60> | mixed ent=3.6 | | Telnyx keys
        mixpanel | SECRET | near | <hex:32-32> | mixed | mixpanel amplitude | Mixpanel and Amplitude secrets
        hashicorp-legacy | SECRET | near | s.<an:24-24> | mixed | vault_token x-vault-token vault | Vault tokens of the first form
        hashicorp-unseal | SECRET | near | <b64:43-44><pad> | mixed ent=3.8 | unseal_key recovery_key | unseal and recovery keys of Vault
        mailgun-signing | SECRET | near | <hex:32-32>-<hex:8-8>-<hex:8-8> | mixed | mailgun | Mailgun signing keys
        sonar-legacy | SECRET | near | <hex:40-40> | mixed | sonar sonarqube sonar.login | SonarQube tokens of the first form
        service-uuid | SECRET | near | <hex:8-8>-<hex:4-4>-<hex:4-4>-<hex:4-4>-<hex:12-12> | | heroku hubspot squarespace sendbird messagebird kucoin | keys of Heroku, HubSpot, Squarespace, Sendbird, MessageBird and KuCoin that are UUIDs
        netlify-legacy | SECRET | near | <w:40-46> | mixed ent=3.8 | netlify | Netlify tokens of the first form
        """
}
