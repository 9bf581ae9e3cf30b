using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>Searching, paging, and what is hidden.</summary>
public abstract class AuditSearchConformance : AuditConformance
{
    [Fact]
    public async Task Every_filter_finds_exactly_the_records_that_fit_it()
    {
        var written = await Happenings.AppendAsync(Host, 400);

        foreach (var (name, (filter, fits)) in Happenings.Filters)
        {
            var found = await SearchAsync(filter, pageSize: 50);
            Assert.True(
                written.Where(fits).Select(it => it.Id).Order().SequenceEqual(found.Select(it => it.Id).Order()),
                $"The filter '{name}' found {found.Count}, {written.Count(it => fits(it))} fit."
            );
            Assert.Equal(found.OrderByDescending(it => it.RecordedAt).ThenByDescending(it => it.Seq), found);
        }

        Assert.All(
            Happenings.Filters.Where(filter => filter.Key is not ("build" or "text in other letters")),
            filter => Assert.Contains(written, it => filter.Value.Fits(it))
        );
    }

    [Fact]
    public async Task A_time_range_begins_with_its_first_instant_and_ends_before_its_last()
    {
        // One after the other: what is committed together may have one time.
        for (var seed = 0UL; seed < 3; seed++)
        {
            await Happenings.AppendAsync(Host, 20, seed);
        }

        var all = (await Desk.AllAsync()).Select(AuditRecordView.Masked).ToList();
        var (from, to) = (all[20].RecordedAt, all[40].RecordedAt);

        var found = await SearchAsync(new AuditFilter { From = from, To = to }, pageSize: 7);

        Assert.Equal(
            all.Where(it => it.RecordedAt >= from && it.RecordedAt < to).Select(it => it.Id).Order(),
            found.Select(it => it.Id).Order()
        );
        Assert.NotEmpty(found);
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("account")]
    [InlineData("subject")]
    public async Task Pages_neither_skip_nor_repeat_while_records_are_written(string name)
    {
        var (filter, fits) = Happenings.Filters[name];
        var written = await Happenings.AppendAsync(Host, 150);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                for (var seed = 2UL; !stop.IsCancellationRequested; seed++)
                {
                    await Happenings.AppendAsync(Host, 10, seed);
                }
            },
            Cancel
        );

        var found = await SearchAsync(filter, pageSize: 4);
        await stop.CancelAsync();
        await writing;

        Assert.Equal(found.Count, found.DistinctBy(it => it.Id).Count());
        Assert.Empty(written.Where(fits).Select(it => it.Id).Except(found.Select(it => it.Id)));
    }

    [Fact]
    public async Task Going_back_to_newer_ones_shows_the_same_pages_and_then_what_was_written_since()
    {
        await Happenings.AppendAsync(Host, 30);
        var filter = new AuditFilter { Tool = "transfer_funds" };
        var first = await PageAsync(new SearchAudit(filter, null, 3));
        var second = await PageAsync(new SearchAudit(filter, first.Cursor, 3));
        var third = await PageAsync(new SearchAudit(filter, second.Cursor, 3));

        var back = await PageAsync(new SearchAudit(filter, third.Newer, 3, IsTowardsNewer: true));
        Assert.Equal(second.Records.Select(it => it.Id), back.Records.Select(it => it.Id));
        Assert.Equal((false, second.Newer), (back.IsNewest, back.Newer));
        Assert.Equal(
            third.Records.Select(it => it.Id),
            (await PageAsync(new SearchAudit(filter, back.Cursor, 3))).Records.Select(it => it.Id)
        );
        var newest = await PageAsync(new SearchAudit(filter, back.Newer, 3, IsTowardsNewer: true));
        Assert.Equal(first.Records.Select(it => it.Id), newest.Records.Select(it => it.Id));
        Assert.True(newest.IsNewest && first.IsNewest);

        var nothing = await PageAsync(new SearchAudit(filter, newest.Newer, 3, IsTowardsNewer: true));
        Assert.Empty(nothing.Records);
        Assert.Equal(newest.Newer, nothing.Newer);
        var written = Samples.Event() with { Tool = "transfer_funds" };
        await Host.Audit.AppendAsync(written);
        var news = await PageAsync(new SearchAudit(filter, nothing.Newer, 3, IsTowardsNewer: true));
        Assert.Equal(written.Id, Assert.Single(news.Records).Id);

        var refused = await Assert.ThrowsAsync<AppException>(() =>
            PageAsync(new SearchAudit(filter, IsTowardsNewer: true))
        );
        Assert.Equal(["is_towards_newer"], refused.Problems.Select(problem => problem.Field));

        async Task<AuditRecordList> PageAsync(SearchAudit request) => await Desk.CallAsync(AuditDesk.Auditor, request);
    }

    [Fact]
    public async Task Seals_are_listed_newest_first_with_the_places_that_were_told_and_the_keys()
    {
        await Happenings.AppendAsync(Host, 4);
        await Desk.SealAsync((await Desk.AllAsync())[^1]);
        await Happenings.AppendAsync(Host, 4, 9);
        await Desk.SealAsync((await Desk.AllAsync())[^1]);

        var last = await Desk.CallAsync(AuditDesk.Auditor, new ListSeals(PageSize: 1));
        var before = await Desk.CallAsync(AuditDesk.Auditor, new ListSeals(last.Before));

        Assert.Equal(last.Before, Assert.Single(last.Seals).Number);
        Assert.Equal(last.Seals[0].Number - 1, before.Seals[0].Number);
        Assert.Null(before.Before);
        Assert.Equal(("test", last.Seals[0].Number), (last.Anchors.Single().Name, last.Anchors.Single().Seal));
        var key = Assert.Single(last.Keys);
        Assert.Equal(last.Seals[0].KeyId, key.Id);
        Assert.StartsWith($"# {key.Id}\n-----BEGIN PUBLIC KEY-----", last.KeysAsPem);
        Assert.EndsWith("-----END PUBLIC KEY-----\n", last.KeysAsPem);
    }

    [Fact]
    public async Task A_page_looks_at_so_many_records_and_then_says_where_to_go_on()
    {
        await Host.Audit.AppendAsync(Samples.Event() with { Tool = "needle", Principal = null });
        await Flood.WriteAsync(Host, IAuditReading.MostLooked + 100);
        var request = new SearchAudit(new AuditFilter { Tool = "needle" });

        var first = await Desk.CallAsync(AuditDesk.Operator, request);
        Assert.Empty(first.Records);
        var second = await Desk.CallAsync(AuditDesk.Operator, request with { Cursor = first.Cursor });

        Assert.Equal("needle", Assert.Single(second.Records).Tool);
        Assert.Null(second.Cursor);
    }

    [Fact]
    public async Task No_masked_answer_holds_an_account_number_or_a_text()
    {
        var dice = new SeededDice(3);
        for (var round = 0; round < 30; round++)
        {
            var (from, to) = (AccountId.Parse($"8{100_000 + dice.Next(900_000)}{round:00}77"), AccountId.Parse("1234"));
            string Secret(string of) => $"secret-{of}-{dice.Next(1_000_000)} {from}";
            await Host.Audit.AppendAsync(
                Samples.Event(round % 2 == 0 ? AuditCode.ToolUnknown : AuditCode.CallRefused) with
                {
                    From = from,
                    To = to,
                    Tool = Secret("tool"),
                    Arguments = Secret("arguments"),
                    Reason = Secret("reason"),
                    ClientName = Secret("client"),
                    ClientVersion = Secret("version"),
                    ProtocolVersion = Secret("protocol"),
                }
            );
        }

        var shown = new List<string>();
        var records = await SearchAsync(AuditFilter.Everything, pageSize: 200);
        shown.AddRange(records.SelectMany(record => record.Fields.Values));
        var one = await Desk.CallAsync(AuditDesk.Operator, new GetAuditRecord(records[^1].Id));
        shown.AddRange(one.Record.Fields.Values);
        var facets = await Desk.CallAsync(AuditDesk.Operator, new GetAuditFacets(AuditFilter.Everything));
        shown.AddRange(facets.Tool.Values.Select(count => count.Value));

        Assert.DoesNotContain(shown, text => text.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain(shown, text => IsAccount(text));
        Assert.DoesNotContain("1234", shown);
        Assert.Contains("••••34", shown);
        Assert.Contains(
            shown,
            text => text.StartsWith("••••", StringComparison.Ordinal) && text.EndsWith("77", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Who_sees_texts_hidden_does_not_search_in_them()
    {
        await Happenings.AppendAsync(Host, 20);
        var filter = new AuditFilter { Text = "because" };

        foreach (var caller in new[] { AuditDesk.Operator, AuditDesk.Admin })
        {
            var refused = await Assert.ThrowsAsync<AppException>(() => Desk.CallAsync(caller, new SearchAudit(filter)));
            Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
            refused = await Assert.ThrowsAsync<AppException>(() => Desk.CallAsync(caller, new GetAuditFacets(filter)));
            Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        }

        Assert.NotEmpty((await Desk.CallAsync(AuditDesk.Auditor, new SearchAudit(filter))).Records);
    }

    [Fact]
    public async Task Every_look_is_recorded_and_a_revealed_record_names_the_reason()
    {
        await Happenings.AppendAsync(Host, 5);
        var record = (await Desk.AllAsync())[0];
        var id = AuditRecordView.Masked(record).Id;

        await Desk.CallAsync(AuditDesk.Operator, new SearchAudit(new AuditFilter { Principal = "agent-1" }));
        var searched = await Desk.LastAsync(AuditCode.AuditRead);
        Assert.Equal("oskar", searched.Subject);
        Assert.Contains("agent-1", searched.Fields["arguments"], StringComparison.Ordinal);

        var masked = await Desk.CallAsync(AuditDesk.Admin, new GetAuditRecord(id));
        Assert.Equal("ada", (await Desk.LastAsync(AuditCode.AuditRead)).Subject);
        Assert.Null(masked.Place);

        var revealed = await Desk.CallAsync(AuditDesk.Auditor, new RevealRecord(id, "case 7"));
        var look = await Desk.LastAsync(AuditCode.AuditRevealed);
        Assert.Equal(("aurel", "case 7"), (look.Subject, look.Reason));
        Assert.False(revealed.Record.IsMasked);
        Assert.Equal(RecordFields.Read(record.Record), revealed.Record.Fields);
        Assert.All(
            masked.Record.Fields.Where(field => RecordFields.KindOf(field.Key) == FieldKind.Text),
            field => Assert.Equal(AuditMask.Hidden, field.Value)
        );
    }

    [Fact]
    public async Task A_record_tells_its_seal_its_place_in_it_and_whether_it_is_anchored()
    {
        await Happenings.AppendAsync(Host, 9);
        var all = await Desk.AllAsync();
        await Desk.SealAsync(all[^1]);

        var places = new List<SealPlace>();
        foreach (var record in all)
        {
            var details = await Desk.CallAsync(
                AuditDesk.Operator,
                new GetAuditRecord(AuditRecordView.Masked(record).Id)
            );
            places.Add(details.Place!);
        }

        Assert.All(places, place => Assert.True(place is { IsAnchored: true, Index: not null }));
        Assert.Equal(9, places.DistinctBy(place => (place.Seal, place.Index)).Count());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("MTox")]
    [InlineData("MTotMTox")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        var refused = await Assert.ThrowsAsync<AppException>(() =>
            Desk.CallAsync(AuditDesk.Operator, new SearchAudit(AuditFilter.Everything, cursor, 201))
        );

        Assert.Equal(["cursor", "page_size"], refused.Problems.Select(problem => problem.Field).Order());
    }

    /// <summary>Eleven digits as the test gives them to accounts, and nothing else in a record.</summary>
    private static bool IsAccount(string text) =>
        text.Split(' ', '"', ',').Any(word => word.Length == 11 && word.All(char.IsAsciiDigit));

    private async Task<List<AuditRecordView>> SearchAsync(AuditFilter filter, int pageSize)
    {
        var found = new List<AuditRecordView>();
        string? cursor = null;
        do
        {
            var page = await Desk.CallAsync(AuditDesk.Auditor, new SearchAudit(filter, cursor, pageSize));
            found.AddRange(page.Records);
            cursor = page.Cursor;
        } while (cursor is not null);

        // The looks of this search, and of others before it, are records themselves.
        found.RemoveAll(record => record.Code >= AuditCode.AuditVerified);
        return found;
    }
}
