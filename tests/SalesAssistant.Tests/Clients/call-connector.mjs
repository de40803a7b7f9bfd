// Makes, in order, every call of the Connector with botbuilder's own client at the address in the first argument.
// Standard input: {"activity": …, "history": …, "parameters": …, "attachment": …}, the bodies to send.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { ConnectorClient, TeamsConnectorClient } = createRequire(import.meta.url)('botframework-connector')
const baseUri = process.argv[2]
const { conversation, member, answered, activity, history, parameters, attachment } = JSON.parse(readFileSync(0, 'utf8'))

const unsigned = { signRequest: async request => request }
const { conversations, attachments } = new ConnectorClient(unsigned, { baseUri })
const { teams } = new TeamsConnectorClient(unsigned, { baseUri })

// It takes times as dates, and files as bytes.
const timed = ({ timestamp, ...rest }) => ({ ...rest, ...(timestamp && { timestamp: new Date(timestamp) }) })

await conversations.createConversation(parameters)
await conversations.sendToConversation(conversation, timed(activity))
await conversations.replyToActivity(conversation, answered, timed(activity))
await conversations.updateActivity(conversation, answered, timed(activity))
await conversations.deleteActivity(conversation, answered)
await conversations.sendConversationHistory(conversation, { activities: history.activities.map(timed) })
await conversations.getConversationMembers(conversation)
await conversations.getConversationMember(conversation, member)
await conversations.getConversationPagedMembers(conversation, { pageSize: 50, continuationToken: 'a b/c+d' })
await conversations.getConversationPagedMembers(conversation)
await conversations.getActivityMembers(conversation, answered)
await conversations.deleteConversationMember(conversation, member)
await conversations.uploadAttachment(conversation, { ...attachment, originalBase64: Buffer.from(attachment.originalBase64, 'base64'), thumbnailBase64: Buffer.from(attachment.thumbnailBase64, 'base64') })
await attachments.getAttachmentInfo(answered)
await attachments.getAttachment(answered, 'original')
await teams.fetchTeamDetails(conversation)
await teams.fetchChannelList(conversation)

// It keeps its connections open, and Node with them.
process.exit()
