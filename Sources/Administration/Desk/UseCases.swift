extension AdminDesk {
    /// Everything an operator can do through the socket.
    package static let useCases: [any UseCase.Type] = [
        AddClient.self, ListClients.self, ShowClient.self, SuspendClient.self, ResumeClient.self,
        SetClient.self,
        PutPolicy.self, ListPolicies.self, ShowPolicy.self, RemovePolicy.self, CheckPolicy.self,
        ListDetectors.self,
        SetLimit.self, ListLimits.self,
        SetBudget.self, ListBudgets.self, RemoveBudget.self, RaiseBudget.self,
        RotateToken.self, ClaimToken.self,
        IssueToken.self, ListTokens.self, ShowToken.self, RevokeToken.self,
        AddUpstream.self, ListUpstreams.self, ShowUpstream.self, RemoveUpstream.self,
        AddKey.self, ListKeys.self, ShowKey.self, TestKey.self, RevokeKey.self, RotateKey.self,
        DisableKey.self, EnableKey.self, ClearKey.self,
        RotateVault.self, ShowVault.self,
        SetModel.self, ListModels.self, RemoveModel.self,
        SetPrice.self, ListPrices.self, ImportPrices.self, SetDiscount.self, SetMargin.self,
        RerateCalls.self,
        AdjustCall.self, ReconcileLedger.self,
        ListReports.self, ShowReport.self, RunReport.self,
        UsageReport.self, ListCalls.self, ShowCall.self, ExplainCall.self, ListRefusals.self,
        CheckBooks.self,
        SignCheckpoint.self, ProveCall.self,
        ShowContent.self, EraseData.self,
        BackUp.self, PruneLedger.self, Diagnose.self, ServeStatus.self, ConfirmFounding.self,
    ]
}
