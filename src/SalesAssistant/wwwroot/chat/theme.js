// Web Chat in our tokens. What it has no option for is in chat.css.

import { text } from './text.js';

export const styleOptions = {
  primaryFont: 'var(--font)',
  monospaceFont: 'var(--font-mono)',
  accent: 'var(--accent)',
  subtle: 'var(--text-muted)',
  backgroundColor: 'var(--ground)',
  paddingRegular: 12,
  paddingWide: 16,

  bubbleBackground: 'var(--bubble)',
  bubbleTextColor: 'var(--text)',
  bubbleBorderWidth: 0,
  bubbleBorderRadius: 14,
  bubbleMaxWidth: 560,
  bubbleMinWidth: 0,
  bubbleFromUserBackground: 'var(--accent)',
  bubbleFromUserTextColor: 'var(--on-accent)',
  bubbleFromUserBorderWidth: 0,
  bubbleFromUserBorderRadius: 14,
  bubbleImageMaxHeight: 240,

  timestampColor: 'var(--text-muted)',
  timestampFormat: 'relative',
  groupTimestamp: 5 * 60 * 1000,
  showAvatarInGroup: 'status',

  sendBoxBackground: 'var(--surface)',
  sendBoxTextColor: 'var(--text)',
  sendBoxPlaceholderColor: 'var(--text-muted)',
  sendBoxButtonColor: 'var(--accent)',
  sendBoxButtonColorOnHover: 'var(--accent-hover)',
  sendBoxButtonColorOnFocus: 'var(--accent-hover)',
  sendBoxButtonColorOnActive: 'var(--accent-hover)',
  sendBoxButtonColorOnDisabled: 'var(--border-strong)',
  sendBoxButtonShadeColorOnHover: 'var(--hover)',
  sendBoxButtonShadeColorOnFocus: 'var(--hover)',
  sendBoxButtonShadeColorOnActive: 'var(--hover)',
  sendBoxBorderTop: 'var(--hairline)',
  sendBoxHeight: 52,
  sendBoxTextWrap: true,
  sendBoxMaxHeight: 160,

  suggestedActionLayout: 'flow',
  suggestedActionBackgroundColor: 'var(--surface)',
  suggestedActionBackgroundColorOnHover: 'var(--accent-soft)',
  suggestedActionBackgroundColorOnActive: 'var(--accent-soft)',
  suggestedActionBorderColor: 'var(--border-strong)',
  suggestedActionBorderWidth: 1,
  suggestedActionBorderRadius: 18,
  suggestedActionHeight: 36,
  suggestedActionTextColor: 'var(--accent)',
  suggestedActionTextColorOnHover: 'var(--on-accent-soft)',
  suggestedActionTextColorOnActive: 'var(--on-accent-soft)',
  suggestedActionTextColorOnFocus: 'var(--on-accent-soft)',

  transcriptActivityVisualKeyboardIndicatorColor: 'var(--focus)',
  transcriptVisualKeyboardIndicatorColor: 'var(--focus)',
  suggestedActionsVisualKeyboardIndicatorColor: 'var(--focus)',
  transcriptOverlayButtonBackground: 'var(--surface)',
  transcriptOverlayButtonBackgroundOnHover: 'var(--hover)',
  transcriptOverlayButtonBackgroundOnFocus: 'var(--hover)',
  transcriptOverlayButtonColor: 'var(--text)',
  transcriptOverlayButtonColorOnHover: 'var(--text)',
  transcriptOverlayButtonColorOnFocus: 'var(--text)',

  // People and our own texts are shown as they were written: no HTML.
  markdownRenderHTML: false,

  // The connection repeats a message by itself (line.js): Web Chat need not call it failed earlier.
  sendTimeout: 240_000
};

/** Files: `accept` lists the extensions that the server takes, and is empty when it takes none. */
export const uploadOptions = accept => ({ hideUploadButton: !accept, uploadAccept: accept, uploadMultiple: true });

export const adaptiveCardsHostConfig = {
  fontFamily: 'inherit',
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
  fontSizes: { small: 13, default: 15, medium: 16, large: 18, extraLarge: 20 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  containerStyles: {
    default: {
      backgroundColor: 'transparent',
      foregroundColors: {
        default: { default: 'var(--text)', subtle: 'var(--text-muted)' },
        accent: { default: 'var(--accent)', subtle: 'var(--accent)' },
        good: { default: 'var(--good)', subtle: 'var(--good)' },
        warning: { default: 'var(--warn)', subtle: 'var(--warn)' },
        attention: { default: 'var(--bad)', subtle: 'var(--bad)' }
      }
    },
    emphasis: {
      backgroundColor: 'var(--sunken)',
      foregroundColors: {
        default: { default: 'var(--text)', subtle: 'var(--text-muted)' },
        accent: { default: 'var(--accent)', subtle: 'var(--accent)' },
        good: { default: 'var(--good)', subtle: 'var(--good)' },
        warning: { default: 'var(--warn)', subtle: 'var(--warn)' },
        attention: { default: 'var(--bad)', subtle: 'var(--bad)' }
      }
    }
  },
  separator: { lineThickness: 1, lineColor: 'var(--border)' },
  actions: { actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 0, maxActions: 12, spacing: 'default', showCard: { actionMode: 'inline' } },
  inputs: { label: { inputSpacing: 'small', requiredInputs: { suffix: ' *', size: 'default' }, optionalInputs: { size: 'default' } }, errorMessage: { color: 'attention', size: 'small' } },
  supportsInteractivity: true
};

export const stringOverrides = strings => ({ ...strings, TEXT_INPUT_PLACEHOLDER: text('placeholder') });
