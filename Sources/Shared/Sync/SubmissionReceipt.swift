internal import Programme
internal import Replication
internal import Seal
internal import Storage

/// What a server above writes when a submission has come: that it received or relayed it, on which
/// day, under its signature — what the office below holds against a charge of being late.
enum SubmissionReceipt {
    /// Notes a submission that has come to this server; once, however often it comes.
    ///
    /// One whose content does not have its hash, or whose signature is not its office's, gets no
    /// receipt and is held (CK-99).
    static func note(
        _ record: RecordID, by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        guard
            let row = try transaction.row(of: record, as: Catalogue.submission),
            let found = Submission(row, in: transaction),
            found.office != replica.office, replica.office.contains(found.office),
            let word = word(for: found.office.tier, at: replica.office.tier)
        else { return }
        guard let hash = authentic(row, found, in: transaction) else {
            return try transaction.setHolds(
                record, [Finding(.authentic, field: "content_hash")])
        }
        let drafting = EventDraft(
            replica: replica, actor: .system(replica.office), isUnchecked: false,
            transaction: transaction)
        let id = self.id(of: record, at: replica.office)
        let day = CivilDate(milliseconds: replica.clock.now())
        let signature = sign(
            Submission.receiptBytes(word, on: day, hash: hash), with: replica.keys.signing)
        do {
            guard let target = try drafting.target(record),
                !target.events.contains(where: { $0.id == id })
            else { return }
            let content = EventContent(
                word, on: day, reason: FieldKind.bytes(count: 64).format(.bytes(signature)))
            let outcome = try drafting.outcome(content, id: id, on: target)
            try transaction.author(
                [outcome.draft], stamp: replica.systemStamp, schema: Catalogue.schemaNumber,
                rights: try transaction.rightsNumber())
        } catch let error as StorageError {
            throw error
        } catch {
            // A submission that was amended before it came needs no receipt of its own.
        }
    }

    /// `received` at the office that it is for, `relayed` on the way there, `nil` elsewhere.
    private static func word(for tier: Tier, at own: Tier) -> String? {
        let addressee = Submission.addressee(of: tier)
        if own == addressee { return "received" }
        return own > tier && own < addressee ? "relayed" : nil
    }

    private static func id(of record: RecordID, at office: DivisionCode) -> Identifier {
        let seed = Array("receipt".utf8) + record.bytes + Array(office.description.utf8)
        return Identifier(bytes: Array(record.bytes.prefix(6)) + hash(seed).prefix(10)) ?? record
    }

    /// The content's hash if it is right and signed by a node of the office.
    private static func authentic(
        _ row: TypedRow, _ found: Submission, in transaction: Transaction
    ) -> [UInt8]? {
        guard case .text(let sheet)? = row.values["sheet"],
            case .text(let manifest)? = row.values["manifest"],
            case .bytes(let hash)? = row.values["content_hash"],
            case .bytes(let signer)? = row.values["signer"],
            case .bytes(let signature)? = row.values["signature"],
            hash == Submission.contentHash(sheet: sheet, manifest: manifest)
        else { return nil }
        let signed = Submission.signedBytes(
            office: found.office, year: found.year, revision: found.revision, hash: hash)
        let nodes = transaction.records(of: "node", where: "node", equals: .bytes(signer))
        let isSigned = nodes.contains { node in
            guard transaction.value(of: node, "division") == .text(found.office.description),
                case .bytes(let bytes) = transaction.value(of: node, "signing_key"),
                let key = try? VerifyingKey(bytes)
            else { return false }
            return verify(signature, of: signed, by: key)
        }
        return isSigned ? hash : nil
    }
}
